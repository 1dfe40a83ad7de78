package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// XPath 1.0, as far as its cost is bounded: one descent (`//`) or long axis, no extensions.
final class XmlPaths {
  private static final Pattern LONG_AXIS =
      Pattern.compile("//|(descendant|following|preceding|ancestor)[a-z-]*\\s*::");
  private static final Pattern STEPS =
      Pattern.compile("(?:[\\w.-]*[\\w-]/)*(?:[\\w.-]*[\\w-]|@[\\w.-]+|\\.)");

  private final XPath xpath;

  XmlPaths() {
    var factory = XPathFactory.newDefaultInstance();
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    } catch (XPathFactoryConfigurationException e) {
      throw new IllegalStateException(e); // the JDK's own factory knows it
    }
    xpath = factory.newXPath();
  }

  /// The nodes a path leads to from the root.
  NodeList nodes(Node root, String expression) {
    try {
      return (NodeList) compiled("/select", expression).evaluate(root, XPathConstants.NODESET);
    } catch (XPathExpressionException e) {
      throw new InvalidValueException("/select", expression, "an XPath to nodes");
    }
  }

  /// How to take one text out of an element, empty if it is not there. The element stands alone: a
  /// path cannot leave it.
  Function<Node, String> text(String expression) {
    if (STEPS.matcher(expression).matches()) {
      String[] steps = expression.split("/");
      return item -> walk(item, steps);
    }
    XPathExpression path = compiled("/fields", expression);
    return item -> evaluated(path, item, expression);
  }

  /// Steps by name only, without the cost of XPath.
  private static String walk(Node item, String[] steps) {
    Node at = item;
    for (String step : steps) {
      if (step.startsWith("@")) {
        return at instanceof Element element ? element.getAttribute(step.substring(1)) : "";
      }
      if (!step.equals(".")) {
        at = child(at, step);
        if (at == null) {
          return "";
        }
      }
    }
    return at.getTextContent();
  }

  private static @Nullable Node child(Node parent, String name) {
    Node child = parent.getFirstChild();
    while (child != null && !child.getNodeName().equals(name)) {
      child = child.getNextSibling();
    }
    return child;
  }

  /// Evaluates on a copy: on a node inside its document the JDK would index all that is before it.
  private static String evaluated(XPathExpression path, Node item, String expression) {
    try {
      return path.evaluate(item.cloneNode(true));
    } catch (XPathExpressionException e) {
      throw new InvalidValueException("/fields", expression, "an XPath to a value");
    }
  }

  private XPathExpression compiled(String name, String expression) {
    if (LONG_AXIS.matcher(expression).results().count() > 1) {
      throw new InvalidValueException(
          name, expression, "an XPath with one // or long axis at most");
    }
    try {
      return xpath.compile(expression);
    } catch (XPathExpressionException e) {
      throw new InvalidValueException(name, expression, "an XPath: " + e.getMessage());
    }
  }
}
