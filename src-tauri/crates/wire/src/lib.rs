//! The one list of queries, actions, events and error codes that cross to the window.
