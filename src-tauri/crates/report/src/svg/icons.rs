//! Small figures for kinds, in a box from -10 to 10 around the middle, drawn as strokes.

use armillary_model::Kind;

/// The path of a kind's icon.
pub(super) fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Organization | Kind::Root => "M0 -8V-3M-6 3V1H6V3M0 -3V1M-8 3H-4V7H-8ZM4 3H8V7H4ZM-2 3H2V7H-2Z",
        Kind::OrganizationalUnit => "M-8 6V-6H-2L0 -3H8V6Z",
        Kind::Account => "M0 -8L7 -4V4L0 8L-7 4V-4ZM0 0L7 -4M0 0V8M0 0L-7 -4",
        Kind::Policy | Kind::ManagedPolicy => "M0 -8L7 -5V0C7 4 4 7 0 9C-4 7 -7 4 -7 0V-5Z",
        Kind::LandingZone => "M-8 7H8M-5 7V-3H5V7M-2 -3V-8H2V-3M-5 2H5",
        Kind::EnabledBaseline => "M-8 5H8M-8 0L0 -7L8 0M-4 5V0M4 5V0",
        Kind::EnabledControl => "M0 -8L7 -5V0C7 4 4 7 0 9C-4 7 -7 4 -7 0V-5ZM-3 0L-1 3L4 -3",
        Kind::Portfolio | Kind::AcceptedPortfolioShare => "M-8 -4H8V7H-8ZM-3 -4V-7H3V-4M-8 1H8",
        Kind::Product => "M-7 -7H7V7H-7ZM-7 -2H7M0 -7V-2",
        Kind::PortfolioShare => "M-6 0L6 -6M-6 0L6 6M-8 0A2 2 0 1 0 -4 0A2 2 0 1 0 -8 0",
        Kind::Constraint => "M-7 0H7M-4 -6V6M4 -6V6",
        Kind::ProvisionedProduct => "M-7 -7H7V7H-7ZM-3 0L-1 3L4 -3",
        Kind::TagOption => "M-8 -6H1L8 1L1 8L-8 -1ZM-5 -3H-4",
        Kind::CatalogAccess => "M-8 -4H8V7H-8ZM-3 -4V-7H3V-4M0 0V4",
        Kind::Role => "M-7 -6H7V0C7 5 3 7 0 8C-3 7 -7 5 -7 0ZM-3 -1H-2M2 -1H3M-3 4C-1 5 1 5 3 4",
        Kind::User => "M0 -8A4 4 0 1 1 -0.01 -8M-7 8C-7 2 7 2 7 8",
        Kind::Group => "M-3 -7A3 3 0 1 1 -3.01 -7M4 -5A2.6 2.6 0 1 1 3.99 -5M-8 7C-8 1 2 1 2 7M4 2C7 2 8 4 8 7",
        Kind::SamlProvider | Kind::OidcProvider => "M-8 0A4 4 0 1 0 0 0A4 4 0 1 0 -8 0M0 0H8V4M4 0V3",
        Kind::Vpc => "M-6 5A4 4 0 0 1 -6 -2A6 6 0 0 1 5 -3A4 4 0 0 1 6 5Z",
        Kind::Subnet => "M-7 -7H7V7H-7ZM-7 0H7M0 -7V7",
        Kind::RouteTable => "M-7 -4H5L2 -7M7 4H-5L-2 7",
        Kind::SecurityGroup => "M-6 0H6V7H-6ZM-4 0V-3A4 4 0 0 1 4 -3V0",
        Kind::VpcEndpoint => "M-6 -6H6V6H-6ZM-2 0H2",
        Kind::TransitGateway => "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0 -3 0M0 -3V-9M0 3V9M-3 0H-9M3 0H9",
        Kind::TransitGatewayAttachment => "M-3 0A3 3 0 1 0 -9 0A3 3 0 1 0 -3 0M-3 0H3M9 0A3 3 0 1 0 3 0A3 3 0 1 0 9 0",
        Kind::TransitGatewayRouteTable => "M-8 0A8 8 0 1 0 8 0A8 8 0 1 0 -8 0M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0",
        Kind::Domain => "M-8 -6H8V6H-8ZM-8 -2H8M-5 2L-2 4M1 4H5",
        Kind::UserProfile => "M0 -6A3 3 0 1 1 -0.01 -6M-5 7C-5 2 5 2 5 7",
        Kind::ModelPackageGroup => "M0 -8L8 -4L0 0L-8 -4ZM-8 0L0 4L8 0M-8 4L0 8L8 4",
        Kind::ModelPackage => "M0 -8L8 -4V4L0 8L-8 4V-4ZM-8 -4L0 0L8 -4M0 0V8",
        Kind::IdentityCenterInstance => {
            "M-8 0A8 8 0 1 0 8 0A8 8 0 1 0 -8 0M0 -5A2.5 2.5 0 1 1 -0.01 -5M-4 5C-4 1 4 1 4 5"
        }
        Kind::PermissionSet => "M-8 -6H8V6H-8ZM-4 -2A2 2 0 1 0 0 -2A2 2 0 1 0 -4 -2M0 -2H5V1",
        Kind::Assignment => "M-8 0H2M-2 -4L2 0L-2 4M4 -7H8V7H4",
        Kind::DirectoryUser => "M-8 -8H8V8H-8ZM0 -5A2.5 2.5 0 1 1 -0.01 -5M-5 5C-5 0 5 0 5 5",
        Kind::DirectoryGroup => {
            "M-8 -8H8V8H-8ZM-3 -4A2 2 0 1 1 -3.01 -4M4 -4A2 2 0 1 1 3.99 -4M-6 5C-6 0 0 0 0 5M2 5C2 0 7 0 7 5"
        }
    }
}
