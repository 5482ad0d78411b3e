package io.tollgate.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.tollgate.http.Allow.Who;
import io.tollgate.tenancy.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/// Puts into the OpenAPI document, when the application is built, what our own annotations say of each operation:
/// who may call it, that it takes an idempotency key, and every problem that it can answer.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class OperationRules implements OASFilter {
    /// The codes of an answer, for machines.
    public static final String CODES = "x-problem-codes";

    private static final DotName ALLOW = DotName.createSimple(Allow.class);
    private static final DotName KEY = DotName.createSimple(TakesIdempotencyKey.class);
    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
    private static final DotName REFUSES = DotName.createSimple(Refuses.class);
    private static final List<ProblemCode> OF_A_BODY =
            List.of(ProblemCode.MALFORMED_BODY, ProblemCode.BODY_TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    private static final List<ProblemCode> OF_A_KEY = List.of(
            ProblemCode.IDEMPOTENCY_IN_PROGRESS,
            ProblemCode.IDEMPOTENCY_KEY_REUSED,
            ProblemCode.TOO_MANY_IDEMPOTENCY_KEYS);
    private static final List<ProblemCode> OF_THE_PROVIDER = List.of(
            ProblemCode.PAYMENT_DECLINED,
            ProblemCode.CUSTOMER_MISSING,
            ProblemCode.CURRENCY_CONFLICT,
            ProblemCode.PROVIDER_REFUSED,
            ProblemCode.TAX_LOCATION_MISSING,
            ProblemCode.TAX_NOT_CONFIGURED,
            ProblemCode.PROVIDER_UNAVAILABLE);

    private final IndexView index;
    private final Map<String, MethodInfo> methods;

    /// @param index of the application's classes
    public OperationRules(IndexView index) {
        this.index = index;
        this.methods = index.getAnnotations(OPERATION).stream()
                .filter(operation -> operation.target().kind() == AnnotationTarget.Kind.METHOD)
                .filter(operation -> operation.value("operationId") != null)
                .collect(Collectors.toMap(
                        operation -> operation.value("operationId").asString(),
                        operation -> operation.target().asMethod(),
                        // An index of several may hold the same class twice.
                        (same, _) -> same));
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        SharedParameters.all().forEach(document.getComponents()::addParameter);
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().values().forEach(operation -> {
                    MethodInfo method = methods.get(operation.getOperationId());
                    if (method != null) {
                        complete(path, item, operation, method);
                    }
                }));
    }

    private void complete(String path, PathItem item, Operation operation, MethodInfo method) {
        AnnotationInstance allow = method.declaredAnnotation(ALLOW);
        Set<Who> who = enums(Who.class, allow.value());
        describeCallers(operation, who, scopes(allow));
        AnnotationInstance key = method.declaredAnnotation(KEY);
        if (key != null) {
            parameter(
                    operation,
                    isSaid(key, "required")
                            ? SharedParameters.IDEMPOTENCY_KEY
                            : SharedParameters.OPTIONAL_IDEMPOTENCY_KEY);
        }
        if (operatorNamesProject(who)) {
            parameter(operation, SharedParameters.OPERATORS_PROJECT);
        }
        Set<ProblemCode> codes = ofCallers(who);
        codes.addAll(ofRequest(item, operation, who));
        codes.addAll(ofKey(key));
        refuse(method.declaredAnnotation(REFUSES), codes);
        answers(path, operation, codes);
    }

    private static Set<ProblemCode> ofRequest(PathItem item, Operation operation, Set<Who> who) {
        boolean body = operation.getRequestBody() != null;
        Set<ProblemCode> codes = EnumSet.noneOf(ProblemCode.class);
        // The provider's events are stored as they come, whatever they are.
        if (who.contains(Who.PROVIDER)) {
            return codes;
        }
        if (body) {
            codes.addAll(OF_A_BODY);
        }
        if (body || operation.getParameters() != null || item.getParameters() != null) {
            codes.add(ProblemCode.INVALID_REQUEST);
        }
        return codes;
    }

    private static Set<ProblemCode> ofKey(@Nullable AnnotationInstance key) {
        Set<ProblemCode> codes = EnumSet.noneOf(ProblemCode.class);
        if (key != null) {
            codes.addAll(OF_A_KEY);
            if (isSaid(key, "required")) {
                codes.add(ProblemCode.IDEMPOTENCY_KEY_REQUIRED);
            }
        }
        return codes;
    }

    private static boolean isSaid(AnnotationInstance annotation, String name) {
        AnnotationValue said = annotation.value(name);
        return said != null && said.asBoolean();
    }

    private static Set<ProblemCode> ofCallers(Set<Who> who) {
        Set<ProblemCode> codes = EnumSet.of(ProblemCode.INTERNAL_ERROR);
        if (!who.contains(Who.PROVIDER)) {
            codes.addAll(List.of(ProblemCode.UNAUTHENTICATED, ProblemCode.FORBIDDEN, ProblemCode.RATE_LIMITED));
        }
        if (who.contains(Who.APP)) {
            codes.add(ProblemCode.INSUFFICIENT_SCOPE);
        }
        if (operatorNamesProject(who)) {
            codes.addAll(List.of(ProblemCode.PROJECT_REQUIRED, ProblemCode.NOT_FOUND));
        }
        return codes;
    }

    /// An admin's token names its project; an operator's names none.
    private static boolean operatorNamesProject(Set<Who> who) {
        return who.contains(Who.ADMIN) && !who.contains(Who.OPERATOR);
    }

    private void refuse(@Nullable AnnotationInstance refuses, Set<ProblemCode> codes) {
        if (refuses == null) {
            return;
        }
        codes.addAll(enums(ProblemCode.class, refuses.value()));
        if (isSaid(refuses, "asksProvider")) {
            codes.addAll(OF_THE_PROVIDER);
        }
        if (refuses.value("like") != null) {
            for (Type like : refuses.value("like").asClassArray()) {
                ClassInfo other = index.getClassByName(like.name());
                refuse(other.declaredAnnotation(REFUSES), codes);
            }
        }
    }

    private static void describeCallers(Operation operation, Set<Who> who, List<Scope> scopes) {
        String callers = who.stream()
                .map(one -> switch (one) {
                    case PUBLIC -> "anybody, without a credential";
                    case PROVIDER -> "the payment provider";
                    case USER -> "a user";
                    case APP -> "an app with the scope `" + scopes.getFirst().spelling() + "`";
                    case ADMIN -> "an admin";
                    case OPERATOR -> "an operator";
                })
                .collect(Collectors.joining(", "));
        String description = operation.getDescription() == null ? "" : operation.getDescription() + "\n\n";
        operation.setDescription(description + "**Who:** " + callers + ".");
        if (who.contains(Who.PUBLIC) || who.contains(Who.PROVIDER)) {
            operation.setSecurity(new ArrayList<>());
        }
    }

    private static void parameter(Operation operation, String name) {
        operation.addParameter(OASFactory.createParameter().ref(name));
    }

    private static void answers(String path, Operation operation, Set<ProblemCode> codes) {
        codes.stream()
                .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()))
                .forEach((status, ofStatus) ->
                        operation.getResponses().addAPIResponse(status.toString(), answer(path, ofStatus)));
    }

    private static APIResponse answer(String path, List<ProblemCode> codes) {
        String description = codes.stream()
                .map(code -> "`" + code.spelling() + "`: " + code.title())
                .collect(Collectors.joining("  \n"));
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problems.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("Problem"))
                                        .example(example(path, codes.getFirst()))))
                .addExtension(CODES, codes.stream().map(ProblemCode::spelling).toList());
    }

    private static Map<String, Object> example(String path, ProblemCode code) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", Problems.TYPE + code.spelling());
        example.put("title", code.title());
        example.put("status", code.status());
        example.put("code", code.spelling());
        example.put("instance", path);
        return example;
    }

    private static List<Scope> scopes(AnnotationInstance allow) {
        return List.copyOf(enums(Scope.class, allow.value("scopes")));
    }

    private static <E extends Enum<E>> Set<E> enums(Class<E> type, @Nullable AnnotationValue names) {
        Set<E> found = EnumSet.noneOf(type);
        if (names != null) {
            Arrays.stream(names.asEnumArray())
                    .map(name -> Enum.valueOf(type, name))
                    .forEach(found::add);
        }
        return found;
    }
}
