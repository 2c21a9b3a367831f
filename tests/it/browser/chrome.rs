//! A real browser, driven by its own protocol.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use super::protocol::Connection;

/// How the page is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) dark: bool,
}

impl Look {
    pub(crate) const WIDE: Self = Self { width: 1280, dark: false };
    pub(crate) const PHONE: Self = Self { width: 390, dark: false };
}

/// Only pages that these tests made are opened; the sandbox does not work for root and in most containers.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--autoplay-policy=user-gesture-required",
];

/// A browser that lives as long as this and its pages.
pub(crate) struct Chrome(Rc<RefCell<Connection>>);

impl Chrome {
    pub(crate) fn launch() -> Self {
        Self(Rc::new(RefCell::new(Connection::open(&executable(), &FLAGS))))
    }

    /// A file opened in a tab of its own.
    pub(crate) fn open(&self, file: &Path, look: Look) -> Page {
        self.open_with(file, look, true)
    }

    /// The same without scripts.
    pub(crate) fn open_without_scripts(&self, file: &Path, look: Look) -> Page {
        self.open_with(file, look, false)
    }

    fn open_with(&self, file: &Path, look: Look, scripts: bool) -> Page {
        let call = |method: &str, params: Value| self.0.borrow_mut().call(None, method, &params);
        let target = call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].take();
        let session = call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let page = Page { connection: Rc::clone(&self.0), session, target };
        for domain in ["Page", "Log", "Runtime", "Network"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.look(look);
        page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !scripts }));
        let arrived = page.call("Page.navigate", &json!({ "url": format!("file://{}", file.display()) }));
        assert!(arrived["errorText"].is_null(), "{}: {}", file.display(), arrived["errorText"]);
        self.0.borrow_mut().wait_for_event(&page.session, "Page.loadEventFired");
        page
    }
}

/// Where the browser is: `tests/run` looks in the same places, and installs one.
fn executable() -> PathBuf {
    let named = std::env::var_os("CHROME").filter(|name| !name.is_empty());
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(Into::into);
    let names: Vec<std::ffi::OsString> = named.map_or_else(|| usual.to_vec(), |name| vec![name]);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = names.iter().flat_map(|name| std::env::split_paths(&folders).map(move |folder| folder.join(name)));
    let apps = ["Google Chrome", "Chromium"].map(|app| format!("/Applications/{app}.app/Contents/MacOS/{app}").into());
    on_path.chain(apps).find(|path| path.is_file()).unwrap_or_else(|| {
        panic!("no browser found ({names:?}); `tests/run` finds or installs one and passes all tests")
    })
}

/// An open page.
pub(crate) struct Page {
    connection: Rc<RefCell<Connection>>,
    session: String,
    target: Value,
}

impl Page {
    fn call(&self, method: &str, params: &Value) -> Value {
        self.connection.borrow_mut().call(Some(&self.session), method, params)
    }

    /// Looks at the page otherwise.
    pub(crate) fn look(&self, look: Look) {
        self.metrics(look.width, if look.width < 500 { 844 } else { 900 }, look.width < 500);
        self.media("screen", look.dark);
    }

    /// Looks at it as paper does: A4 within its margins, at 96 dots an inch.
    pub(crate) fn look_as_paper(&self) {
        self.metrics(688, 1002, false);
        self.media("print", false);
    }

    fn metrics(&self, width: u32, height: u32, mobile: bool) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
    }

    fn media(&self, media: &str, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        // Nothing moves by itself while a test measures where it is.
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
    }

    fn evaluate(&self, expression: &str, wait: bool) -> Value {
        let found = self.call("Runtime.evaluate", &json!({ "expression": expression, "awaitPromise": wait }));
        assert!(found["exceptionDetails"].is_null(), "{expression}: {}", found["exceptionDetails"]);
        found
    }

    /// The value of an expression.
    pub(crate) fn js(&self, expression: &str) -> Value {
        let wrapped = format!("(async () => JSON.stringify({{ is: await ({expression}) }}))()");
        let result = self.evaluate(&wrapped, true);
        let text = result["result"]["value"].as_str().unwrap_or_else(|| panic!("{expression}: {result}"));
        let mut found: Value = serde_json::from_str(text).unwrap();
        found["is"].take()
    }

    /// Text of an expression.
    pub(crate) fn text(&self, expression: &str) -> String {
        self.js(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script that is not part of the page.
    pub(crate) fn run(&self, script: &str) {
        self.evaluate(script, false);
    }

    /// Waits for an expression to become true.
    pub(crate) fn wait(&self, expression: &str) {
        let begun = Instant::now();
        while self.js(expression) != Value::Bool(true) {
            assert!(begun.elapsed() < Duration::from_secs(10), "never became true: {expression}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Middle of an element, brought into view.
    pub(crate) fn middle(&self, element: &str) -> (f64, f64) {
        let found = self.js(&format!(
            "(e => {{ e.scrollIntoView({{ block: 'center', inline: 'center' }}); const b = e.getBoundingClientRect(); \
             return [b.left + b.width / 2, b.top + b.height / 2]; }})({element})"
        ));
        (found[0].as_f64().unwrap(), found[1].as_f64().unwrap())
    }

    fn mouse(&self, kind: &str, (x, y): (f64, f64), clicks: u32) {
        let button = if clicks == 0 { "none" } else { "left" };
        let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": clicks });
        self.call("Input.dispatchMouseEvent", &event);
    }

    /// Moves the mouse.
    pub(crate) fn point(&self, place: (f64, f64)) {
        self.mouse("mouseMoved", place, 0);
    }

    /// Clicks an element where it is.
    pub(crate) fn click(&self, element: &str) {
        let place = self.middle(element);
        self.point(place);
        self.mouse("mousePressed", place, 1);
        self.mouse("mouseReleased", place, 1);
    }

    /// Touches a place and lets it go.
    pub(crate) fn tap(&self, (x, y): (f64, f64)) {
        let touch = |kind: &str, points: Value| {
            self.call("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points }));
        };
        touch("touchStart", json!([{ "x": x, "y": y }]));
        touch("touchEnd", json!([]));
    }

    /// Presses a key and lets it go.
    pub(crate) fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            other => panic!("the key {other} has no code here"),
        };
        let event =
            |kind: &str| json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        self.call("Input.dispatchKeyEvent", &event(if text.is_empty() { "rawKeyDown" } else { "keyDown" }));
        self.call("Input.dispatchKeyEvent", &event("keyUp"));
    }

    /// Types a word where the focus is.
    pub(crate) fn type_in(&self, word: &str) {
        self.call("Input.insertText", &json!({ "text": word }));
    }

    /// Prints it.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        let printed = self.call("Page.printToPDF", &json!({ "preferCSSPageSize": true }));
        base64::engine::general_purpose::STANDARD.decode(printed["data"].as_str().unwrap()).unwrap()
    }

    /// Addresses asked for, but those of data inside the page.
    pub(crate) fn requests(&self) -> Vec<String> {
        let connection = self.connection.borrow();
        let requests = connection.events(&self.session).filter(|event| event["method"] == "Network.requestWillBeSent");
        let addresses = requests.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned());
        addresses.filter(|url| !url.starts_with("data:")).collect()
    }

    /// What the console was told.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let connection = self.connection.borrow();
        let complaints = connection.events(&self.session).filter(|event| {
            ["Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"]
                .iter()
                .any(|method| event["method"] == *method)
        });
        complaints.map(|event| event["params"].to_string()).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // Not after a failure: the browser may be gone, and a second panic would hide the first.
        if !std::thread::panicking() {
            self.connection.borrow_mut().call(None, "Target.closeTarget", &json!({ "targetId": self.target }));
        }
    }
}
