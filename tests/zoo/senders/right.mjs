// Tries again under one id, and waits as long as it is told to.
import { pause, send } from "./wire.mjs";

for (let attempt = 0; attempt < 5; attempt += 1) {
  const answer = await send("msg_right");
  if (answer.ok || answer.status === 410) break;
  const asked = Number(answer.headers.get("retry-after") ?? 0) * 1000;
  await pause(Math.max(asked, 200 * 2 ** attempt));
}
