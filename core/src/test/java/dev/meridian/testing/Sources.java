package dev.meridian.testing;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Java files as the compiler reads them, to be measured in lines of code: lines that are neither
/// blank nor only a comment.
final class Sources {
  private final List<Path> files;

  private Sources(List<Path> files) {
    this.files = files;
  }

  /// The Java files below a folder; none if there is no such folder.
  static Sources in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return new Sources(List.of());
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return new Sources(paths.filter(path -> path.toString().endsWith(".java")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The files of more lines, each with its length.
  List<String> filesLongerThan(int limit) {
    return files.stream()
        .filter(file -> codeLines(text(file)) > limit)
        .map(file -> file + ": " + codeLines(text(file)))
        .toList();
  }

  /// The methods of more lines, each with its file and length.
  List<String> methodsLongerThan(int limit) {
    if (files.isEmpty()) {
      return List.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var task = (JavacTask) compiler.getTask(null, manager, null, List.of(), null, units);
      var finder = new LongMethods(Trees.instance(task).getSourcePositions(), limit);
      for (CompilationUnitTree unit : task.parse()) {
        finder.scan(unit, unit);
      }
      return finder.found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class LongMethods extends TreeScanner<@Nullable Void, CompilationUnitTree> {
    private final List<String> found = new ArrayList<>();
    private final SourcePositions positions;
    private final int limit;

    LongMethods(SourcePositions positions, int limit) {
      this.positions = positions;
      this.limit = limit;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      int start = (int) positions.getStartPosition(unit, method);
      int end = (int) positions.getEndPosition(unit, method);
      Path file = Path.of(unit.getSourceFile().toUri());
      int lines = end < start ? 0 : codeLines(text(file).substring(start, end));
      if (lines > limit) {
        found.add(file.getFileName() + " " + method.getName() + ": " + lines);
      }
      return super.visitMethod(method, unit);
    }
  }

  private static int codeLines(String text) {
    return (int) text.lines().map(String::strip).filter(Sources::isCode).count();
  }

  private static boolean isCode(String line) {
    return !line.isEmpty()
        && !line.startsWith("//")
        && !line.startsWith("/*")
        && !line.startsWith("*");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
