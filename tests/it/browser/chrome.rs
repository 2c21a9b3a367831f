//! A real browser, driven by its own protocol.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Input, Network, Runtime};
use headless_chrome::types::PrintToPdfOptions;
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;

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

/// A browser that lives as long as this.
pub(crate) struct Chrome(Browser);

impl Chrome {
    pub(crate) fn launch() -> Self {
        let flags = [
            "--headless=new",
            "--disable-quic",
            "--disable-component-update",
            "--no-default-browser-check",
            "--autoplay-policy=user-gesture-required",
        ];
        let options = LaunchOptions {
            path: Some(executable()),
            // Only pages that these tests made are opened; the sandbox does not work for root and in most containers.
            sandbox: false,
            args: flags.map(OsStr::new).to_vec(),
            idle_browser_timeout: Duration::from_secs(300),
            ..LaunchOptions::default()
        };
        Self(Browser::new(options).expect("the browser starts"))
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
        let tab = self.0.new_tab().unwrap();
        tab.set_default_timeout(Duration::from_secs(60));
        let page = Page { seen: Arc::default(), tab };
        page.watch();
        page.look(look);
        if !scripts {
            page.tab.call_method(Emulation::SetScriptExecutionDisabled { value: true }).unwrap();
        }
        page.tab.navigate_to(&format!("file://{}", file.display())).unwrap().wait_until_navigated().unwrap();
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

/// What a page did that a report must not do.
#[derive(Debug, Default)]
struct Seen {
    requests: Vec<String>,
    complaints: Vec<String>,
}

/// An open page.
pub(crate) struct Page {
    tab: Arc<Tab>,
    seen: Arc<Mutex<Seen>>,
}

impl Page {
    fn watch(&self) {
        let seen = Arc::clone(&self.seen);
        let listener = move |event: &Event| {
            let mut seen = seen.lock().unwrap();
            match event {
                Event::NetworkRequestWillBeSent(e) => seen.requests.push(e.params.request.url.clone()),
                Event::LogEntryAdded(e) => seen.complaints.push(e.params.entry.text.clone()),
                Event::RuntimeConsoleAPICalled(e) => seen.complaints.push(format!("{:?}", e.params.args)),
                Event::RuntimeExceptionThrown(e) => {
                    seen.complaints.push(format!("{:?}", e.params.exception_details.exception));
                }
                _ => {}
            }
        };
        self.tab.add_event_listener(Arc::new(listener)).unwrap();
        self.tab.enable_log().unwrap();
        self.tab.enable_runtime().unwrap();
        let network = Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        };
        self.tab.call_method(network).unwrap();
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
        let metrics = Emulation::SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        };
        self.tab.call_method(metrics).unwrap();
    }

    fn media(&self, media: &str, dark: bool) {
        let feature =
            |name: &str, value: &str| Emulation::MediaFeature { name: name.to_owned(), value: value.to_owned() };
        let scheme = feature("prefers-color-scheme", if dark { "dark" } else { "light" });
        // Nothing moves by itself while a test measures where it is.
        let still = feature("prefers-reduced-motion", "reduce");
        let emulated =
            Emulation::SetEmulatedMedia { media: Some(media.to_owned()), features: Some(vec![scheme, still]) };
        self.tab.call_method(emulated).unwrap();
    }

    /// The value of an expression.
    pub(crate) fn js(&self, expression: &str) -> Value {
        let wrapped = format!("(async () => JSON.stringify({{ is: await ({expression}) }}))()");
        let result = self.tab.evaluate(&wrapped, true).unwrap_or_else(|e| panic!("{expression}: {e}"));
        let Some(Value::String(text)) = result.value else { panic!("{expression}: {:?}", result.description) };
        let mut found: Value = serde_json::from_str(&text).unwrap();
        found["is"].take()
    }

    /// Text of an expression.
    pub(crate) fn text(&self, expression: &str) -> String {
        self.js(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script that is not part of the page.
    pub(crate) fn run(&self, script: &str) {
        let result: Runtime::RemoteObject = self.tab.evaluate(script, false).unwrap();
        drop(result);
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

    /// Moves the mouse.
    pub(crate) fn point(&self, (x, y): (f64, f64)) {
        self.tab.move_mouse_to_point(headless_chrome::browser::tab::point::Point { x, y }).unwrap();
    }

    /// Clicks an element where it is.
    pub(crate) fn click(&self, element: &str) {
        let (x, y) = self.middle(element);
        self.tab.click_point(headless_chrome::browser::tab::point::Point { x, y }).unwrap();
    }

    /// Touches a place and lets it go.
    pub(crate) fn tap(&self, (x, y): (f64, f64)) {
        let touch = |kind, points| Input::DispatchTouchEvent {
            Type: kind,
            touch_points: points,
            modifiers: None,
            timestamp: None,
        };
        let finger = Input::TouchPoint {
            x,
            y,
            radius_x: None,
            radius_y: None,
            rotation_angle: None,
            force: None,
            tangential_pressure: None,
            tilt_x: None,
            tilt_y: None,
            twist: None,
            id: None,
        };
        self.tab.call_method(touch(Input::DispatchTouchEventTypeOption::TouchStart, vec![finger])).unwrap();
        self.tab.call_method(touch(Input::DispatchTouchEventTypeOption::TouchEnd, vec![])).unwrap();
    }

    /// Presses a key.
    pub(crate) fn press(&self, key: &str) {
        self.tab.press_key(key).unwrap();
    }

    /// Types a word where the focus is.
    pub(crate) fn type_in(&self, word: &str) {
        self.tab.type_str(word).unwrap();
    }

    /// Prints it.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        let options = PrintToPdfOptions { prefer_css_page_size: Some(true), ..PrintToPdfOptions::default() };
        self.tab.print_to_pdf(Some(options)).unwrap()
    }

    /// Addresses asked for, but those of data inside the page.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.iter().filter(|url| !url.starts_with("data:")).cloned().collect()
    }

    /// What the console was told.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.seen.lock().unwrap().complaints.clone()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.tab.close(false);
    }
}
