// Writes the time as `Date.now()` gives it.
import { send } from "./wire.mjs";

await send("msg_milliseconds", Date.now());
