// https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/
window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
});
