//! What calls need.

/// An action that a role takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Need {
    /// The action: `organizations:MoveAccount`.
    pub action: String,
    /// The types of the resources that it is called on, as the Service Authorization Reference names them; where there are none, it is not
    /// scoped. Actions that only look are not scoped either: a role that is to see everything would only be longer for it.
    pub types: Vec<String>,
    /// Where it is called.
    pub place: Place,
}

/// Where an action is called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// In every account.
    Everywhere,
    /// In every account, on resources that other accounts share with it.
    Sharing,
    /// In the management account.
    Management,
    /// In accounts to which the organization delegated a service, and in the management account.
    DelegatedAdministrators,
    /// In accounts that own portfolios which they share.
    PortfolioOwners,
}
