package dev.meridian.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Compiles Java sources into a jar, with what else belongs into it. For one thread.
public final class JarMaker {
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<Path> classPath = new ArrayList<>();

  /// Adds a class.
  ///
  /// @param name with its package
  public JarMaker source(String name, String text) {
    sources.put(name.replace('.', '/') + ".java", text);
    return this;
  }

  /// Adds a file as it is.
  public JarMaker file(String name, String text) {
    files.put(name, text);
    return this;
  }

  /// Compiles against a jar, beside the class path of the tests.
  public JarMaker against(Path jar) {
    classPath.add(jar);
    return this;
  }

  /// Writes the jar.
  ///
  /// @return `jar`
  public Path write(Path jar) {
    try {
      Path work = Files.createTempDirectory("meridian-jar");
      Path classes = Files.createDirectory(work.resolve("classes"));
      compile(work, classes);
      Files.createDirectories(jar.toAbsolutePath().getParent());
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out)) {
        for (Path file : filesIn(classes)) {
          add(entries, classes.relativize(file).toString(), Files.readAllBytes(file));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
          add(entries, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path work, Path classes) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey());
      Files.createDirectories(file.toAbsolutePath().getParent());
      written.add(Files.writeString(file, source.getValue()));
    }
    if (written.isEmpty()) {
      return;
    }
    List<String> path = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    classPath.forEach(jar -> path.add(jar.toString()));
    List<String> options =
        List.of("-d", classes.toString(), "-proc:none", "-cp", String.join(":", path));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      StringWriter output = new StringWriter();
      var units = manager.getJavaFileObjectsFromPaths(written);
      if (!compiler.getTask(output, manager, null, options, null, units).call()) {
        throw new AssertionError("does not compile:\n" + output);
      }
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void add(JarOutputStream entries, String name, byte[] bytes) throws IOException {
    entries.putNextEntry(new JarEntry(name));
    entries.write(bytes);
    entries.closeEntry();
  }
}
