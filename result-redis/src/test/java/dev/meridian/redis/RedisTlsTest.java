package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.testing.RedisNode;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rediss://` with a certificate of the test's own.
final class RedisTlsTest {
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String ALIAS = "redis";
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  @AfterEach
  void distrust() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST_PASSWORD);
  }

  @Test
  void trustedServerIsTalkedToAndAnUntrustedOneIsNot() throws Exception {
    KeyStore keys = keys();
    int port = freePort();
    try (RedisNode _ = launch(keys, port)) {
      URI uri = URI.create("rediss://127.0.0.1:" + port);
      try (Store store = connect(uri)) {
        assertThatThrownBy(() -> store.results().find(Fixtures.task()))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("certification path");
      }
      trust(keys.getCertificate(ALIAS));
      try (Store store = connect(uri)) {
        assertThat(store.results().find(Fixtures.task())).isEmpty();
      }
    }
  }

  private static Store connect(URI uri) {
    RedisConfig config = RedisConfig.defaults(uri).withTimeout(Duration.ofSeconds(3));
    return RedisStore.connect(config, Clock.systemUTC());
  }

  private RedisNode launch(KeyStore keys, int port) throws Exception {
    Path key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    Path certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    String options =
        "--tls-port %d --tls-auth-clients no --tls-key-file %s --tls-cert-file %s"
            .formatted(port, key, certificate);
    return RedisNode.launch(options.split(" ", -1));
  }

  private void trust(Certificate certificate) throws Exception {
    Path file = folder.resolve("trust.p12");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    try (OutputStream stream = Files.newOutputStream(file)) {
      trusted.store(stream, PASSWORD.toCharArray());
    }
    System.setProperty(TRUST, file.toString());
    System.setProperty(TRUST_PASSWORD, PASSWORD);
  }

  private Path pem(String kind, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    String pem = "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), pem);
  }

  private KeyStore keys() throws Exception {
    Path file = folder.resolve("keys.p12");
    String options =
        "-genkeypair -keyalg EC -dname CN=test -ext san=ip:127.0.0.1 -storetype PKCS12"
            + " -alias %s -storepass %s -keystore %s".formatted(ALIAS, PASSWORD, file);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ", -1)));
    Process making = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(making.getInputStream().readAllBytes(), UTF_8);
    assertThat(making.waitFor()).describedAs(output).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
