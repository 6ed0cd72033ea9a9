//! Examples and exit codes of commands that have no file of their own for them.
//!
//! All have one form, which `hookwright man` reads: heads without indentation, what belongs to them set in by two.

/// What the short help says of the long one.
pub(crate) const HINT: &str = "`--help` shows more, with examples.";

pub(crate) const ALL: &str = "\
Examples:
  hookwright new receiver box-office
  hookwright generate specs/orders.yaml -o src/orders
  hookwright diff HEAD:specs/orders.yaml specs/orders.yaml

Output for machines:
  With `--format json` standard output is one JSON value, also where the command fails, and
  standard error is empty. What stands in the way is the list `errors`: each has `level` and
  `message`, and `code` and `place` where it has them. A no that was asked for, such as a refused
  signature, is no error: it is the value, with exit code 1. A command line that is not understood
  is answered in words, with exit code 2.

Colours:
  Only where people look on. `NO_COLOR=1` switches them off, `CLICOLOR_FORCE=1` on.

Exit codes:
  0  done
  1  the document, the store or the disk says no, or so does what was asked
  2  the command was not understood";

pub(crate) const EXPLAIN: &str = "\
Examples:
  hookwright explain
  hookwright explain reference::dangling
  hookwright explain --format json | jq -r '.codes[] | select(.level == \"error\").code'

Exit codes:
  0  done
  2  there is no such code, or the command was not understood";

pub(crate) const PRESETS: &str = "\
Examples:
  hookwright presets
  hookwright generate shop.yaml -o src/shop --signature standard-webhooks

Exit codes:
  0  done
  2  the command was not understood";

pub(crate) const SCHEMA: &str = "\
Examples:
  hookwright schema
  hookwright schema config > hookwright.schema.json
  hookwright schema x-webhook-retry

In an editor:
  The first line of a file says which schema is its own.
  TOML: `#:schema ./hookwright.schema.json`
  YAML: `# yaml-language-server: $schema=./hookwright.schema.json`

Exit codes:
  0  done
  2  there is no such schema, or the command was not understood";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  hookwright completions bash > ~/.local/share/bash-completion/completions/hookwright
  hookwright completions zsh > ~/.zfunc/_hookwright
  hookwright completions fish > ~/.config/fish/completions/hookwright.fish

Exit codes:
  0  done
  2  the command was not understood";

pub(crate) const VERIFY: &str = "\
Examples:
  hookwright verify --scheme github --secret-env WEBHOOK_SECRET \\
      --header 'X-Hub-Signature-256: sha256=757107…' --body-file body.json
  hookwright verify --scheme stripe --secret whsec_… --header 'Stripe-Signature: t=1700000000,v1=…' \\
      --body-file body.json --now 1700000000

Exit codes:
  0  accepted
  1  refused
  2  the command was not understood";

pub(crate) const SIGN: &str = "\
Examples:
  hookwright sign --scheme standard-webhooks --secret-file secret.txt --body-file body.json > headers.txt
  curl https://shop.example/webhooks -H @headers.txt -H 'Content-Type: application/json' --data-binary @body.json

Exit codes:
  0  signed
  1  it can't be signed
  2  the command was not understood";

pub(crate) const GENERATE: &str = "\
Examples:
  A module that `mod orders;` takes in:
    hookwright generate specs/orders.yaml -o src/orders

  A crate of its own that compiles as it stands:
    hookwright generate specs/orders.yaml -o orders-webhooks --crate orders-webhooks

  Several documents, a module each:
    hookwright generate specs/orders.yaml specs/returns.yaml -o src/webhooks

  Several versions of one API: one receiver, one client (docs/versions.md):
    hookwright generate specs/orders-v1.yaml specs/orders-v2.yaml -o src/orders
    hookwright generate --versions github 3.14=ghes-3.14.json 3.19=ghes-3.19.json -o src/github

  Documents of one file name, each with a name of its own:
    hookwright generate acme=acme/openapi.yaml shop=shop/openapi.yaml -o src/webhooks

  Some webhooks of a document that says neither how they are told apart nor how they are signed:
    hookwright generate shop.json -o src/shop --only 'order.*' --only refund \\
        --dispatch 'header: X-Shop-Event' --signature standard-webhooks

  In CI, whether what is checked in is current:
    hookwright generate specs/orders.yaml -o src/orders --check

Exit codes:
  0  done, or current
  1  the document has a mistake, the disk refused, or (with --check) files differ
  2  the command was not understood";
