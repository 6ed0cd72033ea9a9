//! What to do about the mistakes that are made most often in YAML.

/// Help for an error of the parser, from what it says and what stands in the line.
pub(super) fn of(info: &str, text: &str, at: usize) -> Option<String> {
    let start = text.get(..at).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start().len()];
    let help = if indent.contains('\t') || info.contains("tab") {
        "YAML is indented with spaces; replace the tabs"
    } else if info.contains("mapping values are not allowed") {
        "quote a text that has `: ` in it, or check the indentation of this line"
    } else if info.contains("anchor") {
        "an alias (`*name`) needs its anchor (`&name`) before it; quote a text that begins with `*` or `&`"
    } else if info.contains("quoted scalar") {
        "the closing quote is missing, or a text in quotes has lines that are not indented"
    } else if line.trim_start().starts_with(['@', '`', '%']) || info.contains("cannot start any token") {
        "quote a text that begins with a sign that YAML keeps for itself"
    } else if info.contains("simple key") || info.contains("block mapping") || info.contains("<block end>") {
        "check the indentation of this line and the ones before: entries of one mapping begin in one column, with `key: value`"
    } else if info.contains("flow") || info.contains("','") {
        "check that every `[` and `{` is closed, and that entries have commas between them"
    } else {
        return None;
    };
    Some(help.to_owned())
}
