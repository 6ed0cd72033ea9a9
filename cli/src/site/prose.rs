//! CommonMark of a document as HTML that can be trusted, and as one line.
//!
//! Comes in: text of the document, whose author is not trusted. Goes out: HTML in which tags are ours alone: raw HTML is
//! text, images are their words, and links lead to the web or nowhere. It must not know pages.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Text as HTML. Headings begin at a level, which is the next below the heading that the text stands under; without one
/// they are paragraphs.
pub(super) fn html(text: &str, first: Option<u8>) -> String {
    let is_plain = !text.contains(['*', '_', '`', '[', '<', '&', '\\', '#', '\n', '|', '~', '!', '>'])
        && !text.starts_with(['-', '+', ' ', '=', '\t'])
        && !text.starts_with(|c: char| c.is_ascii_digit());
    if is_plain {
        // Most descriptions are one sentence, and there are thousands of them.
        return if text.is_empty() {
            String::new()
        } else {
            format!("<p>{}</p>\n", super::highlight::escape(text))
        };
    }
    let mut out = String::new();
    let mut headings = Headings { first, above: None };
    let mut open_links = Vec::new();
    let safe = parse(text).filter_map(|event| headings.shift(only_words(link(event, &mut open_links)?)));
    html::push_html(&mut out, safe);
    // Columns need no style of their own, which a strict policy of a server would refuse.
    for side in ["left", "center", "right"] {
        out = out.replace(&format!(" style=\"text-align: {side}\""), "");
    }
    // What scrolls must be reachable by keys.
    out.replace("<pre>", "<pre tabindex=\"0\">")
}

/// One paragraph as HTML without its tags.
pub(super) fn inline(text: &str) -> String {
    let made = html(text, None);
    let whole = made.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    whole.filter(|inner| !inner.contains("<p>")).map_or_else(|| super::highlight::escape(text), str::to_owned)
}

/// The same text as CommonMark without raw HTML, images, and links that lead nowhere.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (event, range) in parse(text).into_offset_iter() {
        if range.start < done {
            continue;
        }
        let safe = match event {
            Event::Html(raw) | Event::InlineHtml(raw) => raw.chars().map(unmarked).collect(),
            Event::Start(Tag::Link { dest_url, .. }) if !is_web(&dest_url) => words(&text[range.clone()]),
            Event::Start(Tag::Image { .. }) => words(&text[range.clone()]),
            _ => continue,
        };
        out += &text[done..range.start];
        out += &safe;
        done = range.end;
    }
    out + &text[done..]
}

/// A sign of raw HTML that means nothing in Markdown either.
fn unmarked(c: char) -> String {
    match c {
        '<' => "&lt;".to_owned(),
        '[' | ']' | '*' | '_' | '`' | '!' | '#' | '\\' | '|' => format!("\\{c}"),
        other => other.to_string(),
    }
}

/// The words of a piece, with nothing in them that means something.
fn words(piece: &str) -> String {
    crate::text::markdown(&plain(piece))
}

/// The words of a text, in one line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for event in parse(text) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                out.push_str(&text);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence of a text, or its beginning where that is long.
pub(super) fn sentence(text: &str) -> String {
    const LONGEST: usize = 150;
    let first = text.split("\n\n").find(|part| !part.trim().is_empty()).unwrap_or_default();
    let plain = plain(first);
    let end = plain.find(". ").map_or(plain.len(), |at| at + 1);
    let sentence = &plain[..end];
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(LONGEST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

fn parse(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Raw HTML as the text that it is, and images as their words.
fn only_words(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        other => Some(other),
    }
}

/// Links that lead to the web; of any other the words stay, since nothing here is where it leads.
fn link<'a>(event: Event<'a>, open: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let leads = is_web(&dest_url);
            open.push(leads);
            let dest_url = CowStr::from(dest_url.replace(' ', "%20"));
            leads.then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => open.pop().unwrap_or(false).then_some(event),
        other => Some(other),
    }
}

/// Whether an address is one of the web or of mail.
pub(super) fn is_web(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// Where headings of a text stand among those of the page.
struct Headings {
    first: Option<u8>,
    /// The level in the text and in the page of the heading before.
    above: Option<(u8, u8)>,
}

impl Headings {
    fn shift<'a>(&mut self, event: Option<Event<'a>>) -> Option<Event<'a>> {
        match event? {
            Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(match self.level(level as u8) {
                Some(level) => Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() },
                None => Tag::Paragraph,
            })),
            Event::End(TagEnd::Heading(_)) => {
                let level = self.above.and_then(|(_, level)| HeadingLevel::try_from(usize::from(level)).ok());
                Some(Event::End(level.map_or(TagEnd::Paragraph, TagEnd::Heading)))
            }
            other => Some(other),
        }
    }

    /// One below the heading before at most, so that none is left out.
    fn level(&mut self, said: u8) -> Option<HeadingLevel> {
        let first = self.first?;
        let level = match self.above {
            None => first,
            Some((above, level)) if said > above => level + 1,
            Some((above, level)) => (level + said).saturating_sub(above).max(first),
        };
        let level = level.min(6);
        self.above = Some((said, level));
        HeadingLevel::try_from(usize::from(level)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_ours_alone() {
        let hostile = "<script>alert(1)</script>\n\nA <b onclick=x>bold</b> [a](javascript:alert(1)) ![i](http://x/y.png) [ok](https://e.com/?a=\"b)";
        let made = html(hostile, Some(2));
        assert!(!made.contains("<script") && !made.contains("<b") && !made.contains("<img"), "{made}");
        assert!(!made.contains("href=\"javascript") && made.contains("<a href=\"https://e.com/"), "{made}");
        assert!(made.contains("&lt;script&gt;alert(1)"), "{made}");
    }

    #[test]
    fn markdown_keeps_its_marks_and_loses_its_tags() {
        let made = markdown(
            "A *b* <img src=x onerror=y> [c](javascript:d) [e](https://e.com)\n\n<script>\nf\n</script>\n",
        );
        assert!(made.starts_with("A *b* &lt;img src=x onerror=y> c [e](https://e.com)"), "{made}");
        assert!(!made.contains("<script") && !made.contains("</script") && !made.contains("[g]("), "{made}");
    }

    #[test]
    fn headings_follow_those_of_the_page() {
        let made = html("# A\n\n### B\n\n## C\n\n# D\n", Some(2));
        let tags: Vec<&str> =
            ["<h2>A", "<h3>B", "<h2>C", "<h2>D"].into_iter().filter(|tag| made.contains(tag)).collect();
        assert_eq!(tags.len(), 4, "{made}");
        assert!(html("# A", None).contains("<p>A</p>"));
    }

    #[test]
    fn one_line_says_what_it_is() {
        assert_eq!(
            sentence("An *order* was [placed](https://e.com). More.\n\nMuch more."),
            "An order was placed."
        );
        assert!(sentence(&"word ".repeat(60)).ends_with('…'));
        assert_eq!(plain("a\n\n- b\n- `c`"), "a b c");
    }
}
