package io.tollgate.http;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What the API needs to know of where it runs.
@Singleton
public class Deployment {
    private final boolean liveMode;
    private final boolean rootAliases;

    public Deployment(
            @ConfigProperty(name = "tollgate.live-mode", defaultValue = "false") boolean liveMode,
            @ConfigProperty(name = "tollgate.webhooks.root-aliases", defaultValue = "false") boolean rootAliases) {
        this.liveMode = liveMode;
        this.rootAliases = rootAliases;
    }

    public boolean liveMode() {
        return liveMode;
    }

    /// Whether `/webhooks/stripe` and `/webhook/stripe/{token}` are answered at the root as well.
    public boolean rootAliases() {
        return rootAliases;
    }
}
