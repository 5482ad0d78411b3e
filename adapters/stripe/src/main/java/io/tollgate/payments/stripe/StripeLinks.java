package io.tollgate.payments.stripe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Links that Stripe gives us to show: whoever follows one believes us.
public final class StripeLinks {
    private static final int LONGEST = 2_000;

    private StripeLinks() {}

    /// @return empty unless it is an https page of Stripe's
    public static Optional<String> shown(String link) {
        try {
            URI uri = new URI(link);
            String host = uri.getHost();
            boolean ofStripe = host != null && (host.equals("stripe.com") || host.endsWith(".stripe.com"));
            boolean plain = "https".equals(uri.getScheme()) && uri.getUserInfo() == null && uri.getPort() == -1;
            return ofStripe && plain && link.length() <= LONGEST ? Optional.of(link) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
