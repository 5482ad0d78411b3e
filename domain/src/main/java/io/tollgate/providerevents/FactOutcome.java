package io.tollgate.providerevents;

/// What became of a fact.
public sealed interface FactOutcome {
    /// The account has taken it in (perhaps as nothing new).
    record Applied() implements FactOutcome {}

    /// Known, and not ours to act on.
    record Ignored(String reason) implements FactOutcome {}

    /// It needs a human, or a new release.
    record Parked(String reason) implements FactOutcome {}

    /// Time can't settle it, or context is missing: fetch the subscription, take the answer in as
    /// [ProviderFact.SubscriptionFetched], and once that is applied decide [ProviderFact#afterFetch] (the fact
    /// itself would ask again). Does taking the answer in need a fetch, too, the state has moved meanwhile: fetch
    /// again.
    ///
    /// @param asOfRevision to be given back with the answer
    record NeedsFetch(String subscriptionId, long asOfRevision) implements FactOutcome {}
}
