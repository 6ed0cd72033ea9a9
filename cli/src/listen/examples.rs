//! Examples and exit codes of `hookwright listen`.

pub(super) const EXAMPLES: &str = "\
Examples:
  hookwright listen --spec specs/orders.yaml --secret-env WEBHOOK_SECRET
  hookwright listen --spec specs/orders.yaml --secret whsec_… --forward-to http://localhost:3000/hooks
  hookwright listen --spec specs/orders.yaml --secret whsec_… --answer 500,429:2s,timeout,200 \\
      --answer order.shipped=410 --until 5 --report junit -o sender.xml
  hookwright listen --unsigned --port 0

  Keep what came, and send it to the receiver again while it is written:
    hookwright listen --spec specs/orders.yaml --secret whsec_… --record deliveries.jsonl
    hookwright listen --spec specs/orders.yaml --secret whsec_… --replay deliveries.jsonl \\
        --to http://localhost:3000/hooks

Without a document:
  Requests are shown and forwarded, and nothing is judged.

Exit codes:
  0  something came, and nothing is wrong with it; or all that was replayed was taken
  1  there are faults, nothing came, or it could not be listened
  2  the command was not understood, or the document can't be read";
