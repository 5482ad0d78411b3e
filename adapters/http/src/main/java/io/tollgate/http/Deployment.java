package io.tollgate.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/// What the API needs to know of where it runs.
@ConfigMapping(prefix = "tollgate")
public interface Deployment {
    @WithDefault("false")
    boolean liveMode();

    Webhooks webhooks();

    interface Webhooks {
        /// Whether `/webhooks/stripe` and `/webhook/stripe/{token}` are answered at the root as well.
        @WithName("root-aliases")
        @WithDefault("false")
        boolean rootAliases();
    }
}
