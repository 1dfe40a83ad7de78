package dev.meridian.fetch;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/// Builds a DOM without namespaces, comments and processing instructions, so that paths need no
/// prefixes. A document type declaration is refused, so there are no entities to expand or fetch;
/// depth and size are bounded.
final class XmlTree extends DefaultHandler {
  private static final String MAX_DEPTH = "100";
  private static final int MAX_ELEMENTS = 2_000_000;
  private static final String DISALLOW_DTD = "http://apache.org/xml/features/disallow-doctype-decl";

  /// How the messages of the JDK about its processing limits begin.
  private static final String JDK_LIMIT = "JAXP0001";

  private final Document document;
  private final StringBuilder text = new StringBuilder();
  private Node at;
  private int elements;

  private XmlTree(Document document) {
    this.document = document;
    this.at = document;
  }

  static Document parse(String text) {
    try {
      var tree =
          new XmlTree(
              DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument());
      parser().parse(new InputSource(new StringReader(text)), tree);
      return tree.document;
    } catch (SAXParseException e) {
      String where = "line " + e.getLineNumber() + " column " + e.getColumnNumber();
      String message = "XML, " + where + ": " + e.getMessage();
      throw (message.contains(JDK_LIMIT) ? Failures.tooLarge(message) : Failures.malformed(message))
          .because(e);
    } catch (SAXException | IOException e) {
      throw Failures.malformed("XML: " + e.getMessage()).because(e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e); // the JDK's own parser knows all these settings
    }
  }

  private static SAXParser parser() throws SAXException, ParserConfigurationException {
    SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature(DISALLOW_DTD, true);
    SAXParser parser = factory.newSAXParser();
    parser.setProperty("jdk.xml.maxElementDepth", MAX_DEPTH);
    parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    parser.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    return parser;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes) {
    if (++elements > MAX_ELEMENTS) {
      throw Failures.tooLarge("The XML has more than " + MAX_ELEMENTS + " elements.");
    }
    flush();
    Element element = document.createElement(name);
    for (int i = 0; i < attributes.getLength(); i++) {
      element.setAttribute(attributes.getLocalName(i), attributes.getValue(i));
    }
    at = at.appendChild(element);
  }

  @Override
  public void endElement(String uri, String name, String qualified) {
    flush();
    at = at.getParentNode();
  }

  @Override
  public void characters(char[] chars, int start, int length) {
    text.append(chars, start, length);
  }

  @Override
  public void error(SAXParseException e) throws SAXException {
    throw e;
  }

  /// Text between elements that is only white space is left out.
  private void flush() {
    if (!text.isEmpty() && !text.toString().isBlank()) {
      at.appendChild(document.createTextNode(text.toString()));
    }
    text.setLength(0);
  }
}
