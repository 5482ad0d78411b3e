package io.tollgate.payments;

/// A provider account's name in the deployment's configuration; `default` at least.
public record ProviderAccount(String name) {}
