//! Chrome's own protocol over a pipe: JSON texts that end in NUL, requests numbered, events in between.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser process and the pipe to it; ends with it.
pub(super) struct Connection {
    process: Child,
    requests: ChildStdin,
    messages: Receiver<Value>,
    last_id: u64,
    /// Events in the order in which they came.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Connection {
    /// Starts the browser with a profile of its own.
    pub(super) fn open(executable: &Path, flags: &[&str]) -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The browser reads requests from descriptor 3 and answers on 4.
        let mut process = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#])
            .arg(executable)
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let requests = process.stdin.take().unwrap();
        let mut answers = BufReader::new(process.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            while answers.read_until(0, &mut text).is_ok_and(|n| n > 0) {
                text.pop();
                let message = serde_json::from_slice(&text).expect("the browser answers in JSON");
                if sender.send(message).is_err() {
                    break;
                }
                text.clear();
            }
        });
        Self { process, requests, messages, last_id: 0, events: Vec::new(), _profile: profile }
    }

    /// Calls a method, of the browser or of one session, and waits for its result; events that come meanwhile are kept.
    pub(super) fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let mut request = json!({ "id": self.last_id, "method": method, "params": params });
        if let Some(session) = session {
            request["sessionId"] = json!(session);
        }
        let mut text = request.to_string().into_bytes();
        text.push(0);
        self.requests.write_all(&text).and_then(|()| self.requests.flush()).expect("the browser listens");
        loop {
            let mut message = self.receive(method);
            if message["id"] == self.last_id {
                assert!(message["error"].is_null(), "{method} {params}: {}", message["error"]);
                return message["result"].take();
            }
            self.events.push(message);
        }
    }

    /// Waits until a session has sent the event.
    pub(super) fn wait_for_event(&mut self, session: &str, name: &str) {
        while !self.events(session).any(|event| event["method"] == name) {
            let message = self.receive(name);
            self.events.push(message);
        }
    }

    /// Events of a session so far.
    pub(super) fn events<'a>(&'a self, session: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |event| event["sessionId"] == session)
    }

    fn receive(&self, awaited: &str) -> Value {
        self.messages
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|error| panic!("{awaited}: the browser is silent ({error})"))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
