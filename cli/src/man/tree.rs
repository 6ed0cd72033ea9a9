//! The tree of commands, flat and as data.

use clap::{Arg, Command};
use serde_json::{Value, json};

/// A command and all below it, each before its own.
pub(super) fn walk(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
    std::iter::once(command).chain(below.flat_map(walk)).collect()
}

/// As it is typed: `hookwright endpoints list`.
pub(super) fn typed(command: &Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

/// The page of `man`: `hookwright-endpoints-list`.
pub(super) fn page_name(command: &Command) -> String {
    typed(command).replace(' ', "-")
}

/// What is to be known of every command.
pub(super) fn commands(root: &Command) -> Vec<Value> {
    walk(root).into_iter().map(as_json).collect()
}

fn as_json(command: &Command) -> Value {
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string);
    json!({
        "command": typed(command),
        "about": text(command.get_about()),
        "description": text(command.get_long_about().or(command.get_about())),
        "usage": usage(command),
        "arguments": arguments(command).map(argument).collect::<Vec<_>>(),
        "notes": text(command.get_after_long_help()),
        "has_commands": walk(command).len() > 1,
    })
}

fn argument(arg: &Arg) -> Value {
    json!({
        "name": spelling(arg),
        "description": description(arg),
        "values": values(arg).map(|(name, _)| name).collect::<Vec<_>>(),
        "default": default(arg),
        "required": arg.is_required_set(),
    })
}

/// `hookwright explain [OPTIONS] [CODE]`.
pub(super) fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage: ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Those that say something of the command's own.
pub(super) fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    let common = ["help", "version"];
    command.get_arguments().filter(move |arg| !arg.is_hide_set() && !common.contains(&arg.get_id().as_str()))
}

/// `-o, --out <DIR>`, `<SPEC>...`.
pub(super) fn spelling(arg: &Arg) -> String {
    let names: Vec<String> = arg
        .get_short()
        .map(|short| format!("-{short}"))
        .into_iter()
        .chain(arg.get_long().map(|long| format!("--{long}")))
        .collect();
    let several = matches!(arg.get_num_args(), Some(range) if range.max_values() > 1)
        || arg.is_positional() && matches!(arg.get_action(), clap::ArgAction::Append);
    let value = || {
        let names = arg.get_value_names().into_iter().flatten();
        let value: Vec<String> = names.map(|name| format!("<{name}>")).collect();
        format!("{}{}", value.join(" "), if several { "..." } else { "" })
    };
    match (names.is_empty(), arg.get_action().takes_values()) {
        (true, _) => value(),
        (false, true) => format!("{} {}", names.join(", "), value()),
        (false, false) => names.join(", "),
    }
}

/// The whole help, as sentences.
pub(super) fn description(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let paragraphs = help.split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// What may be said, with what it means.
pub(super) fn values(arg: &Arg) -> impl Iterator<Item = (String, String)> {
    let all = if arg.get_action().takes_values() { arg.get_possible_values() } else { Vec::new() };
    let shown = all.into_iter().filter(|value| !value.is_hide_set());
    shown.map(|value| {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        (value.get_name().to_owned(), help)
    })
}

pub(super) fn default(arg: &Arg) -> Option<String> {
    let all = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
    let all: Vec<String> = all.collect();
    let says = arg.get_action().takes_values() && !all.is_empty() && all.iter().all(|one| !one.is_empty());
    says.then(|| all.join(","))
}
