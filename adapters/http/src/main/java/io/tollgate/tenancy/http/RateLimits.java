package io.tollgate.tenancy.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.tollgate.tenancy.Caller;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Rates by caller, else by address. Failed credentials slow an address, never lock a key. Bounded: a flood of
/// addresses only forgets the oldest.
@ApplicationScoped
public class RateLimits {
    private static final int NETWORK_BYTES = 8;

    private final LimitsConfig config;
    private final Cache<Who, Bucket> reads = buckets();
    private final Cache<Who, Bucket> writes = buckets();
    private final Cache<String, Bucket> addresses = buckets();

    public RateLimits(LimitsConfig config) {
        this.config = config;
    }

    private record Who(@Nullable String project, String id) {
        static Who of(Caller caller) {
            return switch (caller) {
                case Caller.OfApp app -> new Who(null, app.keyId());
                case Caller.User user ->
                    new Who(user.project().value(), user.user().value());
                case Caller.Admin admin -> new Who(admin.project().value(), admin.id());
                case Caller.Operator _, Caller.Public _ -> new Who(null, caller.id());
            };
        }
    }

    /// @return false if the caller has to wait
    public boolean read(Caller caller) {
        return reads.get(Who.of(caller), _ -> bucket(config.checksPerSecond())).tryConsume(1);
    }

    /// @return false if the caller has to wait
    public boolean write(Caller caller) {
        return writes.get(Who.of(caller), _ -> bucket(config.writesPerSecond())).tryConsume(1);
    }

    /// @return false if whoever is there has to wait
    public boolean anonymous(@Nullable SocketAddress address) {
        return addresses
                .get(network(address), _ -> bucket(config.anonymousPerSecond()))
                .tryConsume(1);
    }

    /// Whoever has one IPv6 address has 2^64 of them.
    static String network(@Nullable SocketAddress address) {
        if (address == null) {
            return "unknown";
        }
        String host = address.hostAddress();
        if (host == null || host.indexOf(':') < 0) {
            return host == null ? "unknown" : host;
        }
        InetAddress parsed = InetAddress.ofLiteral(host);
        return parsed instanceof Inet6Address v6
                ? HexFormat.of().formatHex(v6.getAddress(), 0, NETWORK_BYTES)
                : parsed.getHostAddress();
    }

    private static Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    private static <K> Cache<K, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(Duration.ofSeconds(10))
                .build();
    }
}
