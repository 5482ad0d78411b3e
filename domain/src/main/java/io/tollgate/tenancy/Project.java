package io.tollgate.tenancy;

/// A tenant.
///
/// @param providerAccount the name of the provider account in the deployment's configuration
/// @param generation grows with every change to the project, its apps, keys, settings or catalog; what is cached of
///     a
///     project is dropped when it does
public record Project(ProjectId id, String name, String providerAccount, Settings settings, long generation) {}
