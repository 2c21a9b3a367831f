//! Commands as a shell reads them.

/// A word as a POSIX shell takes it for this text and nothing else.
pub(super) fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A command line of these words.
pub(super) fn write_command(words: &[&str]) -> String {
    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_more_into_them() {
        assert_eq!(write_command(&["marketgate", "gather", "a/b-1.json"]), "marketgate gather a/b-1.json");
        assert_eq!(write_command(&["a b", "", "it's", "$(x)"]), r"'a b' '' 'it'\''s' '$(x)'");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_the_same_words() {
        let words = ["printf", "%s|", "a b", "", "it's", "$(echo x)", "`x`", "~", "*", "\"", "\\", "é\n", "-n", "#"];
        let output = std::process::Command::new("sh").args(["-c", &write_command(&words)]).output().unwrap();
        let read = String::from_utf8(output.stdout).unwrap();
        assert_eq!(read, words[2..].iter().map(|word| format!("{word}|")).collect::<String>());
    }
}
