//! Tables for people at a terminal.
//!
//! Comes in: rows of text. Goes out: columns. Colours only where people look on.

/// Rows under a head.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    coloured: bool,
}

impl Table {
    /// With these names above the columns.
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        let coloured = crate::text::coloured(&std::io::stdout());
        Self { rows: vec![head.map(str::to_owned).to_vec()], coloured }
    }

    /// Adds a row. Control characters in it would move the terminal's cursor, and are shown as what they are.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| plain(&cell)).to_vec());
    }

    /// As text, a line a row.
    pub(crate) fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let space = " ".repeat(width.saturating_sub(cell.chars().count()) + 2);
                line += &format!("{}{space}", self.coloured(at == 0, cell));
            }
            out += line.trim_end();
            out.push('\n');
        }
        out
    }

    fn coloured(&self, is_head: bool, cell: &str) -> String {
        let colour = match cell {
            _ if !self.coloured => return cell.to_owned(),
            _ if is_head => "1",
            "enabled" | "delivered" => "32",
            "pending" => "33",
            "disabled" | "dead" => "31",
            _ => return cell.to_owned(),
        };
        format!("\u{1b}[{colour}m{cell}\u{1b}[0m")
    }
}

/// Without what a terminal would obey.
pub(crate) fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_and_obey_nobody() {
        let mut table = Table { coloured: false, ..Table::new(["ID", "STATE"]) };
        table.row(["ep_1".to_owned(), "enabled".to_owned()]);
        table.row(["\u{1b}[2J".to_owned(), "é".to_owned()]);
        assert_eq!(table.text(), "ID         STATE\nep_1       enabled\n\\u{1b}[2J  é\n");
    }
}
