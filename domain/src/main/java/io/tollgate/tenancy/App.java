package io.tollgate.tenancy;

import java.util.Set;

/// A micro-app of a project: its keys may have these scopes or fewer. Its id is prefixed `app_`.
public record App(String id, ProjectId project, String name, Set<Scope> scopes) {
    public App {
        scopes = Set.copyOf(scopes);
    }
}
