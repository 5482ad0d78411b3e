package io.tollgate.ids;

/// Draws ids: prefixed, sortable by time, unguessable. Never called inside a decision, which may run twice.
public interface Ids {
    /// @param prefix without the underscore: `ord`
    /// @return such as `ord_019a…`
    String next(String prefix);
}
