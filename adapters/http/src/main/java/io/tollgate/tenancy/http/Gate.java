package io.tollgate.tenancy.http;

import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.http.ProjectFacts.Facts;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/// Every operation's door: who calls, whether it may, how often, and from which origin. Passed before the body is
/// read. Known callers pass without a thread of their own; whoever has to be looked up waits on a virtual one.
@ApplicationScoped
public class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);
    private static final String BEARER = "bearer ";
    private static final String PROJECT = "X-Tollgate-Project";

    private final Authenticator authenticator;
    private final ProjectFacts facts;
    private final RateLimits limits;
    private final Origins origins;
    private final Map<Method, Rule> rules = new ConcurrentHashMap<>();
    private final Executor lookups = Executors.newVirtualThreadPerTaskExecutor();

    public Gate(Authenticator authenticator, ProjectFacts facts, RateLimits limits, Origins origins) {
        this.authenticator = authenticator;
        this.facts = facts;
        this.limits = limits;
        this.origins = origins;
    }

    private record Rule(Set<Who> who, List<Scope> scopes) {
        static Rule of(Method method) {
            Allow allow = method.getAnnotation(Allow.class);
            return allow == null
                    ? new Rule(Set.of(), List.of())
                    : new Rule(EnumSet.copyOf(List.of(allow.value())), List.of(allow.scopes()));
        }
    }

    @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHENTICATION)
    public void filter(ResteasyReactiveContainerRequestContext context, ResourceInfo resource, RoutingContext request) {
        Rule rule = rules.computeIfAbsent(resource.getResourceMethod(), Rule::of);
        if (rule.who().contains(Who.PROVIDER)) {
            return;
        }
        MultiMap headers = request.request().headers();
        String credential = credential(headers);
        if (credential == null) {
            anonymous(rule, request);
            return;
        }
        Caller caller = authenticator.remembered(credential);
        ProjectId project = caller == null ? null : project(caller, headers);
        Facts known = project == null ? null : facts.cached(project);
        if (caller != null && (known != null || project == null)) {
            admit(rule, caller, known, request);
            return;
        }
        context.suspend();
        lookups.execute(() -> {
            try {
                lookUp(rule, credential, request);
                context.resume();
            } catch (Throwable t) {
                context.resume(t);
            }
        });
    }

    private void lookUp(Rule rule, String credential, RoutingContext request) {
        Caller caller = authenticator.verify(credential).orElse(null);
        if (caller == null) {
            throw refused(request, "unknown credential", unknown(request));
        }
        ProjectId project = project(caller, request.request().headers());
        Facts known = project == null ? null : facts.load(project).orElse(null);
        if (project != null && known == null) {
            // A token may name a project that isn't there; an operator may only look for one.
            throw caller instanceof Caller.Operator
                    ? Problem.of(ProblemCode.NOT_FOUND)
                    : refused(request, "unknown project", Problem.of(ProblemCode.UNAUTHENTICATED));
        }
        admit(rule, caller, known, request);
    }

    /// @return null without one
    private static @Nullable String credential(MultiMap headers) {
        String key = headers.get("X-API-Key");
        String authorization = headers.get("Authorization");
        if (authorization == null) {
            return key;
        }
        if (key != null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Problem.of(ProblemCode.UNAUTHENTICATED, "Either X-API-Key or Authorization: Bearer");
        }
        return authorization.substring(BEARER.length()).trim();
    }

    private void anonymous(Rule rule, RoutingContext request) {
        if (!limits.anonymous(request.request().remoteAddress())) {
            throw Problem.of(ProblemCode.RATE_LIMITED);
        }
        if (!rule.who().contains(Who.PUBLIC)) {
            throw refused(request, "no credential", Problem.of(ProblemCode.UNAUTHENTICATED));
        }
        Calls.set(request, new Call(new Caller.Public(), null));
    }

    private Problem unknown(RoutingContext request) {
        return Problem.of(
                limits.anonymous(request.request().remoteAddress())
                        ? ProblemCode.UNAUTHENTICATED
                        : ProblemCode.RATE_LIMITED);
    }

    private static @Nullable ProjectId project(Caller caller, MultiMap headers) {
        String named = headers.get(PROJECT);
        ProjectId own =
                switch (caller) {
                    case Caller.User user -> user.project();
                    case Caller.OfApp app -> app.project();
                    case Caller.Admin admin -> admin.project();
                    case Caller.Operator _, Caller.Public _ -> null;
                };
        if (named == null || (own != null && own.value().equals(named))) {
            return own;
        }
        if (own != null) {
            throw Problem.of(ProblemCode.FORBIDDEN, "Only operators name a project by " + PROJECT);
        }
        if (!ProjectId.isValid(named)) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        return new ProjectId(named);
    }

    private void admit(Rule rule, Caller caller, @Nullable Facts known, RoutingContext request) {
        if (known != null) {
            origins.allow(known.project(), request);
            ProjectFacts.keep(request, known);
        }
        HttpMethod method = request.request().method();
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        if (reads ? !limits.read(caller) : !limits.write(caller)) {
            throw refused(request, caller, Problem.of(ProblemCode.RATE_LIMITED));
        }
        if (!admits(rule.who(), caller)) {
            throw refused(request, caller, Problem.of(ProblemCode.FORBIDDEN));
        }
        if (caller instanceof Caller.OfApp app && !app.scopes().containsAll(rule.scopes())) {
            String needed = rule.scopes().getFirst().spelling();
            throw refused(
                    request, caller, Problem.of(ProblemCode.INSUFFICIENT_SCOPE, "The key needs the scope " + needed));
        }
        Calls.set(request, new Call(caller, known == null ? null : known.project()));
    }

    private static boolean admits(Set<Who> who, Caller caller) {
        if (who.contains(Who.PUBLIC)) {
            return true;
        }
        return switch (caller) {
            case Caller.User _ -> who.contains(Who.USER);
            case Caller.OfApp _ -> who.contains(Who.APP);
            case Caller.Admin _ -> who.contains(Who.ADMIN);
            case Caller.Operator _ -> who.contains(Who.OPERATOR) || who.contains(Who.ADMIN);
            case Caller.Public _ -> false;
        };
    }

    private static Problem refused(RoutingContext request, Caller caller, Problem problem) {
        // A subject may be anything, and a person's: only its hash is written down.
        String who = caller instanceof Caller.OfApp app ? app.keyId() : "subject#" + hash(caller.id());
        return refused(request, who, problem);
    }

    private static Problem refused(RoutingContext request, String who, Problem problem) {
        LOG.infof(
                "Refused code=%s caller=%s method=%s",
                problem.code().spelling(), who, request.request().method());
        return problem;
    }

    private static String hash(String subject) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
