package io.tollgate.orders;

import java.time.Instant;

/// The provider's hosted page.
public record CheckoutPage(String sessionId, String url, Instant expiresAt) {}
