package io.tollgate.bootstrap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What Maven can't see of the house's rules (docs/decisions/0001). Each says why when it breaks.
class HouseRulesTest {
    private static final JavaClasses SHIPPED =
            new ClassFileImporter().withImportOption(new Shipped()).importPackages("io.tollgate");

    private static final Set<String> ROOMS =
            Set.of("usecase", "http", "postgres", "stripe", "kafka", "console", "bootstrap", "fixtures", "bench");

    private static final DescribedPredicate<JavaClass> IN_DOMAIN =
            DescribedPredicate.describe("in a domain package", c -> isDomain(c.getPackageName()));

    private static boolean isDomain(String name) {
        return name.startsWith("io.tollgate.")
                && Arrays.stream(name.split("\\.")).noneMatch(ROOMS::contains);
    }

    static final class Shipped implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("test-classes") && !location.contains("fixtures");
        }
    }

    @Test
    void the_domain_knows_nothing_but_itself_and_java() {
        ArchRule rule = classes()
                .that(IN_DOMAIN)
                .should()
                .onlyDependOnClassesThat(IN_DOMAIN.or(DescribedPredicate.describe(
                        "of the JDK or JSpecify",
                        c -> c.getPackageName().startsWith("java.")
                                || c.getPackageName().isEmpty()
                                || c.getPackageName().startsWith("org.jspecify"))))
                .because("what is true must not depend on how it is stored, sent or shown");

        rule.check(SHIPPED);
    }

    @Test
    void use_cases_know_the_domain_only() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage("io.tollgate..usecase..")
                .should()
                .onlyDependOnClassesThat(IN_DOMAIN.or(DescribedPredicate.describe(
                        "of use cases, the JDK or JSpecify",
                        c -> c.getPackageName().startsWith("java.")
                                || c.getPackageName().isEmpty()
                                || c.getPackageName().contains(".usecase")
                                || c.getPackageName().startsWith("org.jspecify"))))
                .because("what can be done must not depend on a framework");

        rule.check(SHIPPED);
    }

    @Test
    void decisions_ask_no_clock_and_no_dice() {
        ArchRule rule = noClasses()
                .that(IN_DOMAIN)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .because("the same account, fact and instant must give the same decision");

        rule.check(SHIPPED);
    }

    @Test
    void no_static_field_holds_what_a_native_image_would_freeze() {
        ArchRule rule = fields().that()
                .areStatic()
                .should()
                .notHaveRawType(DescribedPredicate.describe(
                        "time, dice, threads, or files",
                        c -> c.isAssignableTo(Clock.class)
                                || c.isAssignableTo(Random.class)
                                || c.isAssignableTo(Thread.class)
                                || c.isAssignableTo(File.class)
                                || c.isAssignableTo(java.util.concurrent.Executor.class)
                                || c.isEquivalentTo(InstantSource.class)))
                .because("all classes are initialised at build time: the value would be frozen into the image");

        rule.check(SHIPPED);
    }

    @Test
    void a_use_case_is_final() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage("io.tollgate..usecase..")
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotRecords()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("a use case is one class with one job, not a base for others");

        rule.check(SHIPPED);
    }

    @Test
    void nobody_sleeps_in_tests_or_decisions() {
        ArchRule rule = noClasses()
                .that(IN_DOMAIN)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("time is a value that is passed in");

        rule.check(SHIPPED);
    }

    @Test
    void names_say_what_a_class_is() {
        ArchRule rule = noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .because("if only such a name fits, the class has no subject yet");

        rule.check(SHIPPED);
    }

    @Test
    void only_the_stripe_adapter_knows_stripe_java() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackage("io.tollgate..stripe..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.stripe..")
                .because("the provider is swapped for a fake in tests, and its library for another one day");

        rule.check(SHIPPED);
    }

    @Test
    void json_never_uses_java_serialization() {
        ArchRule rule = methods()
                .that()
                .haveName("readObject")
                .and()
                .arePrivate()
                .should()
                .beDeclaredInClassesThat()
                .resideOutsideOfPackage("io.tollgate..")
                .allowEmptyShould(true)
                .because("it does not work in a native image, and is a hole everywhere else");

        rule.check(SHIPPED);
    }
}
