package dev.nabla.security;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens of an OpenID provider, which this test is itself. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"nabla.security.audience=nabla",
    "nabla.security.key=the-first-key-of-all"})
class TokensTest {
    private static HttpServer provider;
    private static ECKey key;

    @LocalServerPort
    private int port;

    @BeforeAll
    static void provider() throws IOException, JOSEException {
        open();
    }

    private static synchronized void open() throws IOException, JOSEException {
        if (provider != null) {
            return;
        }
        key = new ECKeyGenerator(Curve.P_256).keyID("k").algorithm(JWSAlgorithm.ES256).generate();
        provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer("/.well-known/openid-configuration",
                "{\"issuer\": \"%1$s\", \"jwks_uri\": \"%1$s/keys\", \"subject_types_supported\": [\"public\"]}".formatted(issuer()));
        answer("/keys", new JWKSet(key.toPublicJWK()).toString());
        provider.start();
    }

    private static void answer(String path, String json) {
        provider.createContext(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @AfterAll
    static void close() {
        provider.stop(0);
    }

    private static String issuer() {
        return "http://127.0.0.1:" + provider.getAddress().getPort();
    }

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry properties) {
        properties.add("nabla.security.issuer", () -> {
            try {
                open();
                return issuer();
            } catch (IOException | JOSEException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static JWTClaimsSet.Builder claims(String subject, Duration left) {
        return new JWTClaimsSet.Builder().issuer(issuer()).subject(subject).audience("nabla")
                .expirationTime(Date.from(Instant.now().plus(left)));
    }

    private static String token(JWTClaimsSet claims, ECKey with) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(), claims);
        jwt.sign(new ECDSASigner(with));
        return jwt.serialize();
    }

    private int status(String token) {
        return new Ask(port, token).get("/v1/sessions").status();
    }

    @Test
    void aGoodTokenOpensItsSubjectsThings() throws JOSEException {
        Ask ann = new Ask(port, token(claims("ann", Duration.ofHours(1)).build(), key));
        assertThat(ann.post("/v1/sessions", "{'name': 'hers'}").status()).isEqualTo(201);
        assertThat(ann.get("/v1/sessions/hers").status()).isEqualTo(200);
        Ask eve = new Ask(port, token(claims("eve", Duration.ofHours(1)).build(), key));
        assertThat(eve.get("/v1/sessions/hers").code()).isEqualTo("session_not_found");
    }

    @Test
    void aSubjectIsNotTheKeysOwnerOfThatName() throws JOSEException {
        assertThat(new Ask(port, "the-first-key-of-all").post("/v1/sessions", "{'name': 'secret'}").status()).isEqualTo(201);
        Ask admin = new Ask(port, token(claims("admin", Duration.ofHours(1)).build(), key));
        assertThat(admin.get("/v1/sessions/secret").code()).isEqualTo("session_not_found");
    }

    @Test
    void badTokensAreRefused() throws JOSEException {
        assertThat(status(token(claims("ann", Duration.ofHours(-1)).build(), key))).as("expired").isEqualTo(401);
        assertThat(status(token(claims("ann", Duration.ofHours(1)).issuer("http://elsewhere").build(), key))).as("issuer").isEqualTo(401);
        assertThat(status(token(claims("ann", Duration.ofHours(1)).audience("another").build(), key))).as("audience").isEqualTo(401);
        assertThat(status(token(claims("ann", Duration.ofHours(1)).subject(null).build(), key))).as("nobody").isEqualTo(401);
        ECKey forged = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        assertThat(status(token(claims("ann", Duration.ofHours(1)).build(), forged))).as("forged").isEqualTo(401);
        assertThat(status("no.token.atall")).isEqualTo(401);
    }
}
