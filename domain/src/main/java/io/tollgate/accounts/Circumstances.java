package io.tollgate.accounts;

import io.tollgate.tenancy.Settings;
import java.time.Instant;

/// What a decision is given beside the account and the fact.
///
/// @param now everybody's time; the account may live in another
public record Circumstances(Instant now, Settings settings) {}
