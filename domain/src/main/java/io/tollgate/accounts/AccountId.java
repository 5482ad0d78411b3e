package io.tollgate.accounts;

import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;

/// One user of one project.
public record AccountId(ProjectId project, UserId user) {
    public static AccountId of(String project, String user) {
        return new AccountId(new ProjectId(project), new UserId(user));
    }

    @Override
    public String toString() {
        return project.value() + "/" + user.value();
    }
}
