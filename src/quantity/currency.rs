//! Currencies: how amounts in them are written, and at what rate they are read.

/// A currency in which amounts may be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its code of three letters (ISO 4217).
    pub code: &'static str,
    /// The sign before an amount; empty where it has none of its own.
    pub sign: &'static str,
    /// One unit of it, in words.
    pub unit: &'static str,
}

const fn currency(code: &'static str, sign: &'static str, unit: &'static str) -> Currency {
    Currency { code, sign, unit }
}

/// The dollar of the United States, in which everything is computed.
pub(super) static DOLLAR: Currency = currency("USD", "$", "US dollar");

/// All others. Those that are called dollar, or write `$`, are left out: an amount with that sign would be ambiguous.
static OTHERS: [Currency; 24] = [
    currency("EUR", "€", "euro"),
    currency("GBP", "£", "pound sterling"),
    currency("JPY", "¥", "yen"),
    currency("CNY", "¥", "yuan"),
    currency("INR", "₹", "Indian rupee"),
    currency("KRW", "₩", "South Korean won"),
    currency("CHF", "", "Swiss franc"),
    currency("SEK", "", "Swedish krona"),
    currency("NOK", "", "Norwegian krone"),
    currency("DKK", "", "Danish krone"),
    currency("PLN", "", "zloty"),
    currency("CZK", "", "Czech koruna"),
    currency("ILS", "₪", "shekel"),
    currency("TRY", "₺", "Turkish lira"),
    currency("RUB", "₽", "Russian rouble"),
    currency("UAH", "₴", "hryvnia"),
    currency("BRL", "", "Brazilian real"),
    currency("IDR", "", "Indonesian rupiah"),
    currency("VND", "₫", "dong"),
    currency("PHP", "₱", "Philippine peso"),
    currency("THB", "฿", "baht"),
    currency("PKR", "", "Pakistani rupee"),
    currency("NGN", "₦", "naira"),
    currency("ZAR", "", "rand"),
];

impl Currency {
    /// Every currency, the dollar first.
    pub fn list() -> impl Iterator<Item = &'static Self> {
        std::iter::once(&DOLLAR).chain(&OTHERS)
    }

    /// The currency with a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        Self::list().find(|currency| currency.code == code)
    }

    /// What an amount in it looks like, such as `€3M` or `3M CHF`.
    pub fn example(&self) -> String {
        if self.sign.is_empty() { format!("3M {}", self.code) } else { format!("{}3M", self.sign) }
    }
}

/// A currency with its rate: amounts in it are read as so many dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// Which it is; never the dollar.
    pub currency: &'static Currency,
    /// Dollars for one unit of it.
    pub rate: f64,
}
