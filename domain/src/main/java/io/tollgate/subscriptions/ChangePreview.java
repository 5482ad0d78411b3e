package io.tollgate.subscriptions;

import io.tollgate.money.Money;
import java.time.Instant;
import java.util.List;

/// What another price or quantity would cost now, as the provider reckons it.
///
/// @param amountDue to be charged at once
/// @param total in minor units; below zero: credited to the customer for later invoices
/// @param prorationDate given back with the change, it costs exactly this
public record ChangePreview(Money amountDue, long total, List<Line> lines, Instant prorationDate) {
    public ChangePreview {
        lines = List.copyOf(lines);
    }

    /// @param amount in minor units of the amount due; below zero: a credit
    /// @param proration whether it is for a part of a period
    public record Line(String description, long amount, boolean proration) {}
}
