package io.tollgate.tenancy.http;

import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The projects and apps that the caller may administer: an admin its own, the operator any. Others are as if
/// unknown.
@ApplicationScoped
class Administered {
    private final Projects projects;
    private final Calls calls;

    Administered(Projects projects, Calls calls) {
        this.projects = projects;
        this.calls = calls;
    }

    Project project(String id) {
        Project own = calls.current().project();
        if (!ProjectId.isValid(id) || (own != null && !own.id().value().equals(id))) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        return projects.find(new ProjectId(id)).orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
    }

    App app(String id) {
        if (id.length() > 100 || !id.matches("app_[0-9A-Za-z-]+")) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        Project own = calls.current().project();
        return (own == null ? projects.findApp(id) : projects.findApp(own.id(), id))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
    }

    static Set<Scope> scopes(Faults faults, @Nullable List<@Nullable String> spelled) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (spelled != null) {
            for (int i = 0; i < spelled.size(); i++) {
                String field = "scopes[" + i + "]";
                String one = spelled.get(i);
                Scope.spelled(one == null ? "" : one)
                        .ifPresentOrElse(scopes::add, () -> faults.add(field, "unknown_scope", "No such scope"));
            }
        }
        return scopes;
    }

    static List<String> spelled(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::spelling).toList();
    }
}
