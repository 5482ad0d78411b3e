package io.tollgate.http;

import io.tollgate.accounts.AccountId;
import io.tollgate.audit.Cause;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who asks, and for which project, once [Gate] has let it pass.
///
/// @param project null: nobody asked, or an operator who named none
public record Call(Caller caller, @Nullable Project project) {

    public Project inProject() {
        if (project == null) {
            throw Problem.of(ProblemCode.PROJECT_REQUIRED, "Name it by the header X-Tollgate-Project");
        }
        return project;
    }

    public ProjectId projectId() {
        return inProject().id();
    }

    /// Whose account is meant: a user's own; of anybody else, the one named.
    ///
    /// @param named the request's `userId`
    public AccountId account(@Nullable String named) {
        return account(userNamed(named)
                .orElseThrow(() -> Problem.of(ProblemCode.USER_REQUIRED, "An app or admin names the user")));
    }

    public AccountId account(UserId user) {
        return new AccountId(projectId(), user);
    }

    /// @return empty if an app or admin names nobody
    public Optional<UserId> userNamed(@Nullable String named) {
        if (caller instanceof Caller.User own) {
            if (named != null && !named.equals(own.user().value())) {
                throw Problem.of(ProblemCode.NOT_FOUND);
            }
            return Optional.of(own.user());
        }
        if (named == null) {
            return Optional.empty();
        }
        if (!UserId.isValid(named)) {
            throw Problem.invalid("userId", "invalid_user_id", "1 to 255 characters, no control characters");
        }
        return Optional.of(new UserId(named));
    }

    /// Whether this user's things may be seen.
    public boolean maySee(UserId user) {
        return !(caller instanceof Caller.User own) || own.user().equals(user);
    }

    /// For the audit.
    public Cause cause() {
        return switch (caller) {
            case Caller.User user -> new Cause("user", user.user().value(), null);
            case Caller.OfApp app -> new Cause("app", app.appId(), null);
            case Caller.Admin admin -> new Cause("admin", admin.subject(), null);
            case Caller.Operator operator -> new Cause("operator", operator.subject(), null);
            case Caller.Public _ -> throw new IllegalStateException("nobody asked");
        };
    }
}
