package io.tollgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list, newest first.
///
/// @param nextCursor for `after`; absent: that was all
@RegisterForReflection
public record Page<T>(List<T> data, @Nullable String nextCursor) {}
