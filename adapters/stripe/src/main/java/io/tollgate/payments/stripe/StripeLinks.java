package io.tollgate.payments.stripe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Links that Stripe gives us to show: whoever follows one believes us.
public final class StripeLinks {
    private static final int LONGEST = 2_000;

    private final boolean isStripe;

    /// @param settings where they name another address than Stripe's, no money is real, and its pages are anywhere
    public StripeLinks(StripeSettings settings) {
        this.isStripe = settings.apiBase().equals(StripeSettings.STRIPE);
    }

    /// @return empty unless it is an https page of Stripe's, or a page of the sandbox that stands for it
    public Optional<String> shown(String link) {
        try {
            URI uri = new URI(link);
            boolean good = uri.getHost() != null && uri.getUserInfo() == null && link.length() <= LONGEST;
            return good && (isStripe ? isOfStripe(uri) : isWeb(uri)) ? Optional.of(link) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isOfStripe(URI uri) {
        boolean host = uri.getHost().equals("stripe.com") || uri.getHost().endsWith(".stripe.com");
        return host && "https".equals(uri.getScheme()) && uri.getPort() == -1;
    }

    private static boolean isWeb(URI uri) {
        return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    }
}
