package io.tollgate.tenancy.usecase;

import io.tollgate.ids.Ids;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.KeyText;
import io.tollgate.tenancy.Scope;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gives an app a new key. Only its hash is stored: the key itself is answered once.
public final class IssueKey {
    private final ApiKeys keys;
    private final Ids ids;
    private final RandomGenerator secrets;
    private final boolean live;

    /// @param secrets must be unguessable
    public IssueKey(ApiKeys keys, Ids ids, RandomGenerator secrets, boolean live) {
        this.keys = keys;
        this.ids = ids;
        this.secrets = secrets;
        this.live = live;
    }

    public sealed interface Outcome {
        record Issued(ApiKey key, KeyText text) implements Outcome {}

        /// @param excess what the app itself may not do
        record MoreThanApp(Set<Scope> excess) implements Outcome {}
    }

    /// @param scopes null: all of the app's
    public Outcome issue(App app, String name, @Nullable Set<Scope> scopes) {
        Set<Scope> wanted = Optional.ofNullable(scopes).orElse(app.scopes());
        Set<Scope> excess = new HashSet<>(wanted);
        excess.removeAll(app.scopes());
        if (!excess.isEmpty()) {
            return new Outcome.MoreThanApp(excess);
        }
        byte[] secret = new byte[KeyText.SECRET_BYTES];
        secrets.nextBytes(secret);
        KeyText text = KeyText.of(live, ids.next("key"), secret);
        ApiKey key = new ApiKey(text.keyId(), app.id(), app.project(), name, wanted, text.hash(), null);
        keys.add(key);
        return new Outcome.Issued(key, text);
    }
}
