package io.tollgate.providerevents;

import io.tollgate.orders.PaymentState;

/// What became of a fact.
public sealed interface FactOutcome {
    /// The account has taken it in (perhaps as nothing new).
    record Applied() implements FactOutcome {}

    /// Known, and not ours to act on.
    record Ignored(String reason) implements FactOutcome {}

    /// It needs a human, or a new release.
    record Parked(String reason) implements FactOutcome {}

    /// Time can't settle it, or context is missing: fetch the subscription and take the answer in. That settles
    /// what an event told of the subscription's state: the fetch went out after the event had come in, so the
    /// event is older, though deciding it again would ask again. Any other fact is then decided again. Does the
    /// answer itself need a fetch, the state has moved meanwhile.
    ///
    /// @param asOfRevision to be given back with the answer
    record NeedsFetch(String subscriptionId, long asOfRevision) implements FactOutcome {}

    /// Time can't settle how a payment stands: fetch it, and decide the fact again with the answer
    /// ([ProviderFact.PaymentSeen#settledBy]).
    ///
    /// @param held to be given back with the answer: has it changed meanwhile, neither is known to be newer
    record NeedsPayment(String paymentIntentId, PaymentState held) implements FactOutcome {}

    /// An invoice is told as not settled, and may have been settled and forgotten since: fetch it, and decide the
    /// fact again with the answer ([ProviderFact#settledBy]).
    ///
    /// @param asOfRevision the subscription's, to be given back with the answer
    record NeedsInvoice(String invoiceId, long asOfRevision) implements FactOutcome {}
}
