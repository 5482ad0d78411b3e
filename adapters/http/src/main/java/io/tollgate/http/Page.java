package io.tollgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list, newest first.
///
/// @param nextCursor for `after`; absent: that was all
@RegisterForReflection
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    /// The first `most` of what was found; that there is one more says that the list goes on.
    ///
    /// @param found at most one more than `most`
    /// @param id the last one's is the cursor
    public static <F, T> Page<T> of(List<F> found, int most, Function<F, T> shown, Function<T, String> id) {
        List<T> page = found.stream().limit(most).map(shown).toList();
        return new Page<>(page, found.size() > most ? id.apply(page.getLast()) : null);
    }
}
