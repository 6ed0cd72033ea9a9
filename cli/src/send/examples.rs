//! Examples and exit codes of `hookwright send`.

pub(super) const EXAMPLES: &str = "\
Examples:
  hookwright send order.created --spec specs/orders.yaml --secret-env WEBHOOK_SECRET \\
      --url http://localhost:3000/hooks
  hookwright send stock.changed --spec specs/orders.yaml --secret whsec_… --url http://localhost:3000/hooks \\
      --set /sku=book --set /left=0
  hookwright send order.created --spec specs/orders.yaml --secret whsec_… --data order.json --dry-run
  hookwright send order.created --spec specs/orders.yaml --secret whsec_… --url https://shop.example/hooks \\
      --sample 3 --count 1000 --rate 50

Payloads:
  `--data`, `--example` or `--sample` say it; without them it is the document's first example, or
  the smallest payload that the schema takes. `--set` changes it. A value is JSON where it can be
  read as such, and text otherwise. What breaks the schema is not sent, unless by `--invalid`.

Exit codes:
  0  all were answered with 2xx, or the line is printed
  1  another answer, none, or the payload breaks the schema
  2  the command was not understood, or the document can't be read";
