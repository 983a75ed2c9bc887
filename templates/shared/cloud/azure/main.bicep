// {{ name }} on Azure Container Apps, in a network of its own.
// README.md beside this file has the commands in order.
// https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/

targetScope = 'resourceGroup'
{% include 'templates/shared/cloud/azure/parameters.bicep' %}
{% include 'templates/shared/cloud/azure/network.bicep' %}
{% include 'templates/shared/cloud/azure/services.bicep' %}
{% include 'templates/shared/cloud/azure/environment.bicep' %}
{% include 'templates/shared/cloud/azure/apps.bicep' %}
{% include 'templates/shared/cloud/azure/processes.bicep' %}
