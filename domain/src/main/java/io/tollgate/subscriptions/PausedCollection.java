package io.tollgate.subscriptions;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The provider goes on making invoices, and doesn't collect them: none of them extends what is paid.
///
/// @param resumesAt when it collects again by itself; null: until it is resumed
public record PausedCollection(Behavior behavior, @Nullable Instant resumesAt) {
    /// What becomes of the invoices meanwhile.
    public enum Behavior {
        KEEP_AS_DRAFT("keep_as_draft", "keepAsDraft"),
        MARK_UNCOLLECTIBLE("mark_uncollectible", "markUncollectible"),
        VOID("void", "void");

        private final String provider;
        private final String spelling;

        Behavior(String provider, String spelling) {
            this.provider = provider;
            this.spelling = spelling;
        }

        /// As we spell it outside.
        public String spelling() {
            return spelling;
        }

        public static Optional<Behavior> ofProvider(String behavior) {
            return Arrays.stream(values())
                    .filter(b -> b.provider.equals(behavior))
                    .findFirst();
        }
    }
}
