package io.tollgate.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a newcomer does, in a real browser, on what `./tollgate run` starts.
class BrowserIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final double PATIENCE = 20_000;
    private static final Pattern A_DAY = Pattern.compile("You have access until \\w+ \\d{1,2}, \\d{4}");
    /// Asking for somebody that Tollgate hasn't heard of, or may not tell about: the page knows what to do with it.
    private static final Pattern EXPECTED_404 = Pattern.compile("/api/v1/(users/|entitlements\\?userId=)");

    private static Demo demo;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = chromium();
        assumeTrue(
                chromium.isPresent(),
                "No Chromium on the PATH, so the browser tests are skipped. To have them: apt-get install chromium");
        demo = Demo.start();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.orElseThrow())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        Files.createDirectories(SCREENSHOTS);
    }

    private static Optional<Path> chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @AfterAll
    static void stop() throws Exception {
        if (playwright != null) {
            playwright.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions().setViewportSize(1360, 900));
    }

    private void open(Browser.NewContextOptions options) {
        context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE);
        context.onConsoleMessage(message -> {
            boolean expected = EXPECTED_404.matcher(message.location()).find()
                    && message.text().contains("status of 404");
            if (!expected && List.of("error", "warning").contains(message.type())) {
                complaints.add(message.type() + ": " + message.text() + " (" + message.location() + ")");
            }
        });
        context.onWebError(error -> complaints.add("uncaught: " + error.error()));
        page = context.newPage();
    }

    /// Also of what a policy forbids, of an origin that isn't allowed, and of an uncaught error.
    @AfterEach
    void the_browser_had_nothing_to_complain_about() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void somebody_new_picks_a_plan_pays_and_sees_the_access_and_nobody_else_sees_it() {
        visitShopAs("zoe");
        assertThat(line()).containsText("only what is free");
        assertThat(plan("Solo").getByRole(AriaRole.BUTTON)).hasCount(2);
        shot("shop-new-user");

        buy("solo-month");
        shot("hosted-page");
        pay("4242424242424242");

        assertThat(notice()).containsText("Paid. You have access until");
        assertThat(line()).hasText(A_DAY);
        assertThat(plan("Solo")).containsText("yours");
        assertThat(page.locator("#orders")).containsText("paid");
        shot("shop-paid");

        page.locator("#peek").click();
        assertThat(notice()).containsText("sees nothing of zoe");
        shot("shop-peek");
        become("bob");
        assertThat(line()).containsText("only what is free");
        assertThat(plan("Solo")).not().containsText("yours");
        assertThat(page.locator("#orders")).containsText("None yet");
        shot("shop-bob");
    }

    @Test
    void a_second_subscription_to_the_same_plan_is_refused_in_words() {
        visitShopAs("quinn");
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid");

        // Of an answer that isn't 2xx the browser always says so.
        page.locator("[data-price=solo-year]").click();

        assertThat(notice()).containsText("You have this plan already");
        shot("shop-refused");
        complaints.removeIf(complaint -> complaint.contains("status of 409"));
    }

    @Test
    void a_declined_card_is_told_on_the_page_and_another_one_can_be_tried() {
        visitShopAs("victor");
        buy("pass-once");

        pay("4000000000000002");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("declined");
        shot("hosted-page-declined");
        complaints.removeIf(complaint -> complaint.contains("status of 402"));
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid. You have access until");
    }

    @Test
    void who_leaves_the_page_is_charged_nothing_and_can_cancel_the_order() {
        visitShopAs("walter");
        buy("enterprise-month");

        page.locator("#cancel").click();

        assertThat(notice()).containsText("You left the payment page");
        shot("shop-left");
        page.locator("#orders")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Cancel"))
                .click();
        assertThat(page.locator("#orders")).containsText("canceled");
    }

    @Test
    void months_pass_with_a_working_and_a_failing_card() {
        visitShopAs("yara");
        page.locator("#clock-start").click();
        assertThat(page.locator("#clock-time")).isVisible();
        shot("clock-started");
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid. You have access until");
        String first = line().textContent();
        assertThat(page.locator("#subscriptions"))
                .hasText(Pattern.compile("It is renewed on .*Should the payment fail, access stays until"));
        shot("clock-paid");

        page.locator("#month-working").click();
        assertThat(notice()).hasText(Pattern.compile("^It is .*You have access until"));
        assertThat(line()).hasText(A_DAY);
        assertThat(line()).not().hasText(first);
        shot("clock-renewed");

        page.locator("#month-failing").click();
        assertThat(page.locator("#pay-open")).isVisible();
        assertThat(notice()).containsText("The payment has failed");
        assertThat(line()).hasText(A_DAY);
        shot("clock-payment-failed");

        page.locator("#week").click();
        assertThat(notice()).containsText("There is no paid access now");
        assertThat(line()).containsText("No paid access now");
        shot("clock-access-ended");

        page.locator("#pay-open").click();
        assertThat(notice()).hasText(Pattern.compile("^Paid.*You have access until"));
        assertThat(line()).hasText(A_DAY);
        assertThat(page.locator("#pay-open")).hasCount(0);
        shot("clock-back");
    }

    @Test
    void a_plan_is_changed_once_its_price_has_been_shown() {
        visitShopAs("clara");
        assertThat(page.locator("#subscriptions-card")).isHidden();
        assertThat(page.locator("#invoices-card")).isHidden();
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid");

        page.getByLabel("Another plan").selectOption("enterprise-month");
        press("preview");
        assertThat(page.locator(".preview")).containsText("To pay now");
        assertThat(plan("Solo")).containsText("yours");
        shot("shop-change-preview");
        press("change");

        assertThat(notice()).containsText("It is Enterprise now");
        assertThat(page.locator("#entitlements")).containsText("Priority support");
        assertThat(plan("Enterprise")).containsText("yours");
        shot("shop-changed");
    }

    @Test
    void who_cancels_in_the_portal_sees_it_in_the_shop_and_can_resume_there() {
        visitShopAs("petra");
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid");

        openPortal();
        assertThat(unnamed()).isEqualTo("");
        button("Cancel Solo at the end of the period").click();
        assertThat(page.locator("main")).containsText("Ends on");
        shot("portal-canceled");
        page.locator("#return").click();

        assertThat(page.locator("#subscriptions")).containsText("It ends on");
        assertThat(line()).hasText(A_DAY);
        shot("shop-canceled");
        press("resume");
        assertThat(notice()).containsText("It goes on");
        assertThat(page.locator("#subscriptions")).containsText("It is renewed on");
    }

    @Test
    void a_card_is_changed_in_the_portal_and_one_that_is_declined_is_not_taken() {
        visitShopAs("carla");
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid");
        openPortal();
        assertThat(page.locator("#current")).hasText("Visa ending in 4242");

        change("4000000000000002");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("declined");
        complaints.removeIf(complaint -> complaint.contains("status of 402"));
        assertThat(page.locator("#current")).hasText("Visa ending in 4242");
        change("5555555555554444");

        assertThat(page.locator("#current")).hasText("Mastercard ending in 4444");
        shot("portal-card-changed");
    }

    @Test
    void after_a_failed_renewal_the_invoices_page_takes_the_payment() {
        visitShopAs("ines");
        page.locator("#clock-start").click();
        assertThat(page.locator("#clock-time")).isVisible();
        buy("solo-month");
        pay("4242424242424242");
        assertThat(notice()).containsText("Paid");
        page.locator("#month-failing").click();
        assertThat(notice()).containsText("The payment has failed");

        Page invoice = context.waitForPage(
                () -> page.locator("#invoices").getByText("Pay it").click());
        assertThat(invoice.locator("#status")).hasText("open");
        invoice.locator("#pay").click();

        assertThat(invoice.locator("#status")).hasText("paid");
        invoice.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("invoice-paid.png")));
        assertThat(page.locator("#pay-open")).hasCount(0);
        assertThat(page.locator("#subscriptions")).containsText("It is renewed on");
        shot("shop-invoice-paid");
    }

    @Test
    void the_shops_own_page_takes_a_payment_after_a_decline_and_the_banks_question_and_gives_it_back() {
        visitShopAs("otto");
        page.locator("[data-here=pass-once]").click();
        payHere("4000000000000002");
        assertThat(page.locator("#till").getByRole(AriaRole.ALERT)).containsText("declined");
        assertThat(unnamed()).isEqualTo("");
        shot("shop-till-declined");

        payHere("4000002500003155");
        assertThat(page.locator("#till")).containsText("Your bank asks");
        page.locator("#till-yes").click();

        assertThat(notice()).containsText("Paid. You have access until");
        assertThat(line()).hasText(A_DAY);
        page.locator("[data-refund=pass]").click();
        assertThat(notice()).containsText("$25.00 given back");
        assertThat(line()).containsText("No paid access now: only what is free");
        shot("shop-refunded");
    }

    @Test
    void the_shop_and_the_hosted_page_can_be_used_by_keyboard() {
        visitShopAs("kim");
        tabTo("[data-price=solo-month]");
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.startsWith(demo.address("sandbox")));
        tabTo("#pay");
        page.keyboard().press("Enter");
        assertThat(notice()).containsText("Paid. You have access until");
    }

    @Test
    void everything_that_can_be_pressed_or_filled_in_has_a_name() {
        visitShopAs("nora");
        assertThat(page.locator("#docs")).hasAttribute("href", demo.address("api") + "/docs");
        assertThat(unnamed()).isEqualTo("");
        buy("solo-month");
        assertThat(unnamed()).isEqualTo("");
    }

    @Test
    void it_fits_a_telephone_and_a_dark_room() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(390, 844).setColorScheme(ColorScheme.DARK));
        visitShopAs("tess");
        Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow).isEqualTo(0);
        shot("shop-telephone");
        buy("solo-month");
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        shot("hosted-page-telephone");
    }

    @Test
    void the_documentation_and_the_start_page_open() {
        page.navigate(demo.address("api") + "/docs");
        assertThat(page.locator(".swagger-ui .opblock").first()).isVisible();
        shot("docs");
        page.navigate(demo.address("console"));
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Tollgate");
        shot("console");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("API, to read and try"))
                .click();
        assertThat(page.locator(".swagger-ui .opblock").first()).isVisible();
    }

    @Test
    void an_operation_is_tried_in_the_documentation_with_the_key_that_was_printed() {
        page.navigate(demo.address("api") + "/docs/#/Entitlements/checkEntitlement");
        Locator operation = page.locator("#operations-Entitlements-checkEntitlement");
        assertThat(operation).containsText("an app with the scope entitlements:read");
        assertThat(operation).containsText("user_required: Name the user by userId");
        page.locator(".auth-wrapper .authorize").click();
        page.locator(".auth-container input").first().fill(demo.address("apiKey"));
        page.locator(".auth-container button.authorize").first().click();
        page.locator(".auth-container .btn-done").first().click();

        operation.locator(".try-out__btn").click();
        operation.locator(".execute").click();

        assertThat(operation
                        .locator(".live-responses-table .response-col_status")
                        .last())
                .containsText("200");
        assertThat(operation.locator(".live-responses-table")).containsText("not_entitled");
        shot("docs-tried");
    }

    // ---- the pages

    private void visitShopAs(String user) {
        page.navigate(demo.address("shop"));
        assertThat(page.locator("body")).hasAttribute("data-ready", "true");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("+ new"))
                .click();
        page.getByLabel("Name of the new user").fill(user);
        page.keyboard().press("Enter");
        assertThat(user(user)).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#peek")).containsText("Look at " + user);
        assertThat(page.locator("#orders")).containsText("None yet");
    }

    private void become(String user) {
        user(user).click();
        assertThat(user(user)).hasAttribute("aria-pressed", "true");
    }

    private Locator user(String name) {
        return page.locator("#users")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private void buy(String price) {
        page.locator("[data-price=" + price + "]").click();
        page.waitForURL(url -> url.startsWith(demo.address("sandbox")));
    }

    private void pay(String card) {
        page.locator("input[value='" + card + "']").check();
        page.locator("#pay").click();
    }

    private void payHere(String card) {
        page.locator("#till input[value='" + card + "']").check();
        page.locator("#till-pay").click();
    }

    private void openPortal() {
        page.locator("#portal").click();
        page.waitForURL(url -> url.startsWith(demo.address("sandbox") + "/p/session/"));
    }

    private void change(String card) {
        page.locator("input[value='" + card + "']").check();
        page.locator("#change").click();
    }

    /// A button about the user's subscription.
    private void press(String what) {
        page.locator("#subscriptions [data-do=" + what + "]").click();
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private Locator line() {
        return page.locator("#access-line");
    }

    private Locator notice() {
        return page.locator("#notice");
    }

    private Locator plan(String name) {
        return page.getByRole(
                AriaRole.ARTICLE, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            if (Boolean.TRUE.equals(page.evaluate("selector => document.activeElement.matches(selector)", selector))) {
                return;
            }
        }
        throw new AssertionError("Tab does not reach " + selector);
    }

    /// What can be used but has no text, label or description.
    private String unnamed() {
        return (String) page.evaluate("""
                () => [...document.querySelectorAll('button, a, input, select, textarea')]
                    .filter(node => node.checkVisibility() && !(node.textContent.trim() || node.ariaLabel
                        || [...node.labels ?? []].some(label => label.textContent.trim())))
                    .map(node => node.outerHTML).join('\\n')
                """);
    }

    private void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }
}
