// A file of its own, as the Content-Security-Policy forbids scripts inside the page.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
});
