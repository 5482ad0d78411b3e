package io.tollgate.entitlements;

import io.tollgate.accounts.AccountId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What users hold, for reading: from this replica's memory, else by one primary-key read.
public interface Snapshots {
    /// The snapshot if it is in memory; null if it has to be loaded. Never blocks.
    @Nullable
    Snapshot cached(AccountId account);

    /// Loads and remembers the snapshot; [Snapshot#EMPTY] for a user never seen. One loaded before an
    /// invalidation that has been seen meanwhile is answered, but not remembered.
    CompletionStage<Snapshot> load(AccountId account);

    /// Somebody says that `version` exists: an older one in memory is dropped.
    void invalidate(AccountId account, long version);

    /// Everything in memory is dropped (news may have been missed).
    void invalidateAll();
}
