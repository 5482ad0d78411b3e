package io.tollgate.accounts;

import io.tollgate.credits.CreditLot;
import io.tollgate.invoices.Invoice;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Payment;
import io.tollgate.providerevents.Inbox;
import java.time.Duration;

/// What is committed with a decision beside the account itself.
public sealed interface Effect {
    /// Schedules a job; one that exists already stays as it is.
    record Schedule(Job job, Duration in) implements Effect {}

    /// The job is no longer needed.
    record Unschedule(Job job) implements Effect {}

    /// Grants a lot; one that exists already stays as it is.
    record GrantCredits(CreditLot lot) implements Effect {}

    /// Gives back what was withdrawn of a lot; one that was never granted is granted.
    record RestoreCredits(CreditLot lot) implements Effect {}

    /// Takes what is left of the source's lots, kept, should it be restored.
    ///
    /// @param period of one paid period only; empty: all of them
    record WithdrawCredits(String source, String period) implements Effect {}

    /// Records a payment, or what is new of it: a success stays, and the amount only grows.
    record Record(Payment payment) implements Effect {}

    /// Holds so much of a payment for refunds that are asked for, or frees it. Holding more than is left refuses the
    /// whole commit, whatever the decision believed.
    ///
    /// @param payment the provider's id of it
    /// @param units in minor units of the payment; below zero to free
    record Reserve(OrderId order, String payment, long units) implements Effect {}

    /// Keeps what the provider told of an invoice, unless more is known already ([Invoice#LATER]).
    record MirrorInvoice(Invoice invoice) implements Effect {}

    /// Schedules the job if anything was ever told of the user.
    record TellCustomer(Job.UpdateCustomer job) implements Effect {}

    /// Keeps what was told of the user, over what was told before.
    record ChangeProfile(Profile.Change change) implements Effect {}

    /// Settles an event of the inbox.
    record Settle(String inboxId, Inbox.Settlement settlement) implements Effect {}
}
