package io.tollgate.credits;

import io.tollgate.accounts.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Balances of credits.
public interface Credits {
    /// What can be spent of a feature at `now`; 0 for a user never seen. One primary-key range read.
    CompletionStage<Long> balance(AccountId account, String feature, Instant now);

    List<Balance> balances(AccountId account, Instant now);

    record Balance(String feature, long balance) {}
}
