package io.tollgate.tenancy.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How many requests a second are answered.
@ConfigMapping(prefix = "tollgate.limits")
public interface LimitsConfig {
    /// Checks and other reads, by key or token's subject.
    @WithDefault("1000")
    int checksPerSecond();

    /// By key or token's subject.
    @WithDefault("50")
    int writesPerSecond();

    /// Without a key, or with a wrong one, by address (IPv6: by /64).
    @WithDefault("100")
    int anonymousPerSecond();
}
