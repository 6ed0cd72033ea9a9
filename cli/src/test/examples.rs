//! Examples and exit codes of `hookwright test`.

pub(super) const EXAMPLES: &str = "\
Examples:
  hookwright test --spec specs/orders.yaml --url http://localhost:3000/hooks --secret-env WEBHOOK_SECRET
  hookwright test --spec specs/orders.yaml --url http://localhost:3000/hooks --secret whsec_… \\
      --only 'order.*' --check samples --check violations --seed 7
  hookwright test --spec v1=orders-v1.yaml --spec v2=orders-v2.yaml --secret whsec_… \\
      --url 'http://localhost:3000/{version}/hooks'
  hookwright test --spec github.json --signature github --secret hush --url http://localhost:3000 \\
      --report junit -o contract.xml

Effects:
  That a repeated delivery has no second effect can only be seen by who counts: `--observe` names a
  URL of the receiver that answers with a number, as text or as JSON.

Exit codes:
  0  the receiver keeps the contract
  1  it does not, or it could not be asked
  2  the command was not understood";
