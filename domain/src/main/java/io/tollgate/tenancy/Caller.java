package io.tollgate.tenancy;

import java.util.Set;

/// Who calls, as verified; never taken from a body.
public sealed interface Caller {
    /// Stable within its project, for scoping idempotency keys, rate limits and audit.
    String id();

    /// Nobody asked.
    record Public() implements Caller {
        @Override
        public String id() {
            return "public";
        }
    }

    /// A user's own token: for that user only.
    record User(ProjectId project, UserId user) implements Caller {
        @Override
        public String id() {
            return "user:" + user.value();
        }
    }

    /// An API key.
    record OfApp(ProjectId project, String appId, String keyId, Set<Scope> scopes) implements Caller {
        @Override
        public String id() {
            return "app:" + appId;
        }
    }

    /// A token with the role `admin` in its project.
    record Admin(ProjectId project, String subject) implements Caller {
        @Override
        public String id() {
            return "admin:" + subject;
        }
    }

    /// A token with the role `operator`: all projects.
    record Operator(String subject) implements Caller {
        @Override
        public String id() {
            return "operator:" + subject;
        }
    }
}
